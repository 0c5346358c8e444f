// One feed: its name, its page, its newest items.
export function channelOf({ channel, collections, town }) {
  const all = channel === "alle";
  return {
    title: all ? town.title : `${town.title}: ${town.topics[channel]}`,
    home: all ? `${town.url}/` : `${town.url}/themen/${channel}/`,
    items: (all ? collections.newest : (collections.topics[channel] ?? [])).slice(0, 30),
  };
}

export const tagOf = (item) => `tag:info.musterfelde.example,2020:item/${item.data.id}`;
