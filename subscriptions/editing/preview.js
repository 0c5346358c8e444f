"use strict";
// Reloads the page when the preview has built anew. Only the preview's own server adds this script.
(() => {
  const { events } = document.currentScript.dataset;
  new EventSource(events).addEventListener("message", () => location.reload());
})();
