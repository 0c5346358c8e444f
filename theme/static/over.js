/* Says what has ended since the page was built. Without it the words stay true: "valid until …".
   And copies a page's address where the browser lets it: data-copy, then it reads data-copied.

   data-until       from this moment (RFC 3339) on the element reads
   data-then        this text (in its first span, if it has one), and has
   data-then-class  this class in place of its own state-…
   data-gone-after  from this moment on the element is hidden
   data-from        from this moment on it is shown */
(() => {
  "use strict";
  const LONGEST = 2 ** 31 - 1; // milliseconds that a browser can wait
  let timer = 0;

  function end(element) {
    const { then, thenClass } = element.dataset;
    (element.querySelector("span") ?? element).textContent = then;
    if (thenClass) {
      element.classList.remove(...[...element.classList].filter((name) => name.startsWith("state-")));
      element.classList.add(thenClass);
      if (thenClass !== "state-active") element.closest(".is-active")?.classList.remove("is-active");
    }
    element.removeAttribute("data-until");
  }

  function hide(element) {
    element.hidden = true;
    element.removeAttribute("data-gone-after");
  }

  function show(element) {
    element.hidden = false;
    element.removeAttribute("data-from");
  }

  /* Does what is due; the moment of the next thing to do, or Infinity. */
  function pass(attribute, act) {
    let next = Infinity;
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const moment = Date.parse(element.getAttribute(attribute));
      if (moment <= Date.now()) act(element);
      else if (moment < next) next = moment;
    }
    return next;
  }

  function look() {
    clearTimeout(timer);
    const next = Math.min(pass("data-until", end), pass("data-gone-after", hide), pass("data-from", show));
    if (next < Infinity) timer = setTimeout(look, Math.min(next - Date.now(), LONGEST));
  }

  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("[role=status]").textContent = button.dataset.copied;
    });
  }

  look();
  // Timers sleep with the tab and with the phone.
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);

  // Pages that were seen stay readable without a connection.
  const worker = new URL("../sw.js", document.currentScript.src);
  addEventListener("load", () => navigator.serviceWorker?.register(worker).catch(() => {}));
})();
