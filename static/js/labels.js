// labels.js: what the page knows of labels, `group:Name` each.

/** Groups in the order in which people look at clothes. */
export const GROUPS = ['category', 'color', 'pattern', 'sleeve', 'neckline', 'material', 'style', 'gender'];
/** Groups of which a garment has one: choosing another value replaces the first. */
export const SINGLE = new Set(['category', 'gender', 'sleeve', 'neckline']);

const SWATCHES = {
  'Black': '#1b1a19', 'Gray': '#8f8f8f', 'Blue': '#3a5f9f', 'White': '#ffffff', 'Brown': '#6d4a30', 'Green': '#4d7a4a', 'Red': '#bf2f2a',
  'Pink': '#e79ab0', 'Beige': '#dccbb0', 'Purple': '#71508f', 'Maroon': '#6b1f2e', 'Yellow': '#e6c445', 'Tan': '#c49a6c', 'Teal': '#2f7f80',
  'Orange': '#dd7a33', 'Peach': '#f3b795', 'Gold': '#c5a14a', 'Silver': '#c3c6c9',
  'Multi Color': 'conic-gradient(#bf2f2a, #e6c445, #4d7a4a, #3a5f9f, #71508f, #bf2f2a)',
};

export function groupOf(label) { return label.slice(0, label.indexOf(':')); }
export function order(label) { return GROUPS.indexOf(groupOf(label)); }

/** The CSS paint of a colour's label; null where it has none. */
export function swatch(label) { return label.startsWith('color:') ? SWATCHES[label.slice(6)] ?? null : null; }

/** The surest attribute of each group, in the order of GROUPS. */
export function best(attributes) {
  return GROUPS.map(group => attributes.filter(a => a.group === group).sort((a, b) => b.score - a.score)[0]).filter(Boolean);
}
