// closeness.js: what an answer says of how close its matches are, and whether there was anything to match.

/** A ranking divided: matches that are alike, and weak ones, which are shown only when asked for. */
export function divide(items) {
  return { alike: items.filter(item => !item.weak), weak: items.filter(item => item.weak) };
}

/**
 * Items of one product (the same `group`) stand as one: the closest, with `others`. Items without a group are alone. A weak
 * match follows its product's closest, which is a better one.
 */
export function products(items) {
  const first = new Map(), kept = [];
  for (const item of items) {
    const known = item.group ? first.get(item.group) : null;
    if (known) { known.others.push(item); continue; }
    const product = { ...item, others: [] };
    kept.push(product);
    if (item.group) first.set(item.group, product);
  }
  return kept;
}

/** Whether garments were found in a picture that hardly shows fashion: their matches may mean little. */
export function isDoubtful(answer) {
  return Boolean(answer?.fashion && !answer.fashion.is_fashion && answer.garments.length);
}

/** Whether the picture shows no fashion, so that nothing was searched. */
export function isNoFashion(answer) {
  return Boolean(answer && answer.fashion && !answer.fashion.is_fashion && !answer.garments.length);
}
