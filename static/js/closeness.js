// closeness.js: what an answer says of how close its matches are, and whether there was anything to match.

/** A ranking divided: matches that are alike, and weak ones, which are shown only when asked for. */
export function divide(items) {
  return { alike: items.filter(item => !item.weak), weak: items.filter(item => item.weak) };
}

/** Whether garments were found in a picture that hardly shows fashion: their matches may mean little. */
export function isDoubtful(answer) {
  return Boolean(answer?.fashion && !answer.fashion.is_fashion && answer.garments.length);
}

/** Whether the picture shows no fashion, so that nothing was searched. */
export function isNoFashion(answer) {
  return Boolean(answer && answer.fashion && !answer.fashion.is_fashion && !answer.garments.length);
}
