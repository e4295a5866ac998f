// synonyms.js: words that people type, in English and Chinese, and the labels that they mean. Loaded when somebody types.

import { GROUPS, groupOf } from './labels.js';
import { labels as english, singular } from './words/en.js';
import { labels as chinese } from './words/zh.js';

/** The names of the labels, by group. */
const NAMES = {
  category: 'Dresses,T-Shirts,Casual Shirts,Trousers,Coats,Polos,Tops,Suits & Blazers,Kurtas,Pullover Sweaters,Skirts,Shorts,Dress Shirts,Hoodies & Sweatshirts,Jeans,Longsleeve,Blouses,Jackets,Tank Tops,Sweatpants,Leggings,Bodysuits,Vests,Tunics,Sarees,Capri Pants,Jumpsuits Overalls & Rompers,Capes & Capelets,Fashion Sets,Cardigans,Athletic Sets,Pajamas,Nightgowns,Harem Pants,Halter Tops,Robes,Swimsuits,Raincoats',
  color: 'Black,Gray,Blue,White,Brown,Green,Red,Pink,Beige,Purple,Maroon,Yellow,Multi Color,Tan,Teal,Orange,Peach,Gold,Silver',
  gender: 'Female,Male,Neutral',
  material: 'Cotton,Polyester,Denim,Spandex,Rayon,Silk,Knit,Nylon,Linen,Fleece,Wool,Satin',
  neckline: 'Collared,Round Neck,V-Necks,U-Necks,Hooded,Mandarin Collar,Boat Neck,Cowl Neck,Square Necked,Turtlenecks,Halter Neck,Henley',
  pattern: 'Solid,Stripes,Checkered,Floral,Polka Dot,Graphic,Geometric,Leopard And Cheetah,Ikat,Cartoon,Tribal,Plaid,Scales,Chevron,Letters,Houndstooth,Stars,Abstract,Ethnic Motifs,Skulls,Self Design,Colorblock,Pin Stripes,Tie Dye',
  sleeve: 'Long Sleeved,Short Sleeves,Sleeveless,Three-Quarter Sleeves,Puff Sleeves,Strapless',
  style: 'Casual,Printed,Placket,Ethnic,Kids,Formal,Sports,Scarf,Necktie,High Skin Exposure,Spaghetti Straps,Embellished,Hi-Lo,Wrap,Smart Casual,Peplum,Party',
};

/** Phrases by what they mean: names of labels with «+» between; after «|» what to show where the catalogue has none of it. */
const MEANT = {
  'Stripes+Blue+Collared|Stripes+Blue': 'sailor suit,sailor dress,sailor,nautical,水手服,水手装,海军风',
  'Formal+Dresses|Formal+Female|Formal': 'career dress,office dress,work dress,business dress,formal dress,职业裙,通勤裙,职业连衣裙',
  'Formal': 'career,office,work,business,professional,officewear,workwear,smart,职业装,职业,通勤,正装,上班,商务',
  'Sports': 'sport,sporty,sportswear,athletic,activewear,gym,workout,fitness,running,training,yoga,运动服,运动装,运动,健身,跑步,体育',
  'Party|Embellished': 'party,evening,cocktail,festive,派对,晚会,聚会,晚装,礼服',
  'Kids': 'kid,child,children,childrens,boy,boys,girl,girls,baby,toddler,童装,儿童,孩子,男孩,女孩,宝宝',
  'Female': 'woman,women,womens,lady,ladies,female,女士,女装,女式,女',
  'Male': 'man,men,mens,gentleman,male,男士,男装,男式,男',
  'Ethnic': 'traditional,indian,boho,bohemian,民族风,民族,传统',
  'Casual': 'everyday,weekend,日常,便装',
  'T-Shirts': 'tee,tees,tshirt,t shirt,t恤衫,短袖衫',
  'Casual Shirts|Dress Shirts': 'shirt,衬衫,衬衣',
  'Dress Shirts': 'formal shirt,business shirt,正式衬衫',
  'Pullover Sweaters': 'jumper,pullover,sweater,jersey,毛衣,针织衫,套头衫',
  'Hoodies & Sweatshirts': 'hoody,sweatshirt,sweat shirt,帽衫,连帽衫',
  'Trousers': 'pants,slacks,chinos,trouser,裤子,西裤',
  'Jeans': 'jean,denim pants,牛仔裤,牛仔',
  'Sweatpants': 'joggers,track pants,tracksuit bottoms,卫裤',
  'Athletic Sets|Sports': 'tracksuit,track suit,sports set',
  'Leggings': 'tights,legging,打底裤',
  'Dresses': 'gown,frock,sundress,裙装,裙子,长裙',
  'Skirts': 'skirt,mini skirt,短裙,裙',
  'Suits & Blazers': 'suit,blazer,suit jacket,西服,西装外套',
  'Coats': 'overcoat,parka,winter coat,外套,风衣,羽绒服',
  'Jackets': 'bomber,windbreaker,jacket,夹克衫',
  'Vests': 'waistcoat,gilet,坎肩',
  'Tank Tops': 'tank,singlet,camisole,cami,吊带',
  'Swimsuits': 'swimwear,bikini,bathing suit,泳装,比基尼',
  'Pajamas': 'pyjamas,sleepwear,nightwear,家居服',
  'Nightgowns': 'nightdress,nightie',
  'Kurtas': 'kurti,kurtis,kurta',
  'Sarees': 'sari,saris',
  'Jumpsuits Overalls & Rompers': 'jumpsuit,romper,overalls,dungarees,playsuit,背带裤',
  'Stripes': 'striped,stripy,stripe',
  'Checkered': 'check,checks,checked,gingham,格纹,格',
  'Plaid|Checkered': 'tartan',
  'Floral': 'flower,flowers,flowery,碎花,花',
  'Polka Dot': 'dots,dotted,spotted,spots,圆点,点点',
  'Leopard And Cheetah': 'leopard print,animal print,cheetah',
  'Graphic|Letters': 'print,logo,slogan,图案',
  'Blue': 'navy,navy blue,sky blue,indigo,蓝,藏青,深蓝,天蓝',
  'Red': 'scarlet,crimson,红,大红', 'Maroon': 'burgundy,wine,酒红色', 'Beige': 'cream,ivory,sand,off white,米白,奶油', 'Gray': 'grey,charcoal,灰',
  'Black': '黑', 'White': '白', 'Brown': 'chocolate,咖啡色,棕', 'Green': 'olive,khaki,mint,emerald,绿,军绿', 'Pink': 'rose,blush,粉,玫红',
  'Purple': 'violet,lilac,lavender,紫,紫罗兰', 'Yellow': 'mustard,黄', 'Tan': 'camel,驼', 'Teal': 'turquoise,aqua,青', 'Orange': 'rust,橙,橘', 'Peach': 'apricot,coral,杏色',
  'Multi Color': 'colourful,colorful,rainbow,彩色,五颜六色',
  'Denim': 'denim', 'Knit': 'knitted,knitwear', 'Wool': 'woollen,woolen,羊绒',
  'Long Sleeved': 'long sleeve,long sleeves', 'Short Sleeves': 'short sleeve,short sleeved', 'Sleeveless': 'no sleeves', 'Hooded': 'hood,with hood',
  'Round Neck': 'crew neck,round neckline', 'V-Necks': 'v neck,v领', 'Turtlenecks': 'turtleneck,roll neck,polo neck', 'Mandarin Collar': 'mandarin,stand collar,旗袍领',
};

/** Words that say nothing of a garment. */
const EMPTY = new Set('a an the for with and in of my some i love like want looking clothes clothing outfit wear style styles piece pieces'.split(' '));
const EMPTY_CHINESE = /[的和与款式衣服装类我想要喜欢一件条个]/g;

const LABEL = new Map(Object.entries(NAMES).flatMap(([group, names]) => names.split(',').map(name => [name, `${group}:${name}`])));
const labelled = meaning => meaning.split('|').map(names => names.split('+').map(name => LABEL.get(name)));

/** Every phrase, and the sets of labels that it means, the best first. */
const PHRASES = new Map();
for (const name of LABEL.keys()) {
  for (const phrase of [name, english[name], singular[name], chinese[name]]) if (phrase) PHRASES.set(plain(phrase), labelled(name));
}
for (const [meaning, phrases] of Object.entries(MEANT)) for (const phrase of phrases.split(',')) PHRASES.set(plain(phrase), labelled(meaning));
const LONGEST = Math.max(...[...PHRASES.keys()].map(phrase => phrase.split(' ').length));
const HAN = /\p{Script=Han}/u;
/** Chinese is written without spaces: the longest phrase is looked for at each place. */
const HAN_PHRASES = [...PHRASES.keys()].filter(phrase => HAN.test(phrase)).sort((a, b) => b.length - a.length);

function plain(text) { return text.toLowerCase().replace(/[’']/g, '').replace(/[^\p{Letter}\p{Number}]+/gu, ' ').trim(); }
function meaningOf(phrase) { return PHRASES.get(phrase) ?? PHRASES.get(phrase.replace(/(?:(?<=s|x|ch|sh)e)?s$/, '')) ?? PHRASES.get(`${phrase}s`); }

/**
 * What a text means: sets of labels to try one after another, and the words that are left over. Null where it means no
 * label.
 */
export function understand(text) {
  let found = [], rest = [];
  for (const part of plain(text).split(/(\p{Script=Han}[\p{Script=Han}\p{Number}a-z]*)/u)) {
    const read = HAN.test(part) ? readChinese(part) : readWords(part.trim());
    found.push(...read.found);
    rest.push(...read.rest);
  }
  if (!found.length) return null;
  const first = unique(found.flatMap(sets => sets[0]));
  // Where nothing carries it all: the phrase's own second choices, then less and less; the type goes last.
  const steps = [first, ...(found.length === 1 ? found[0].slice(1) : [])];
  const ordered = [...first].sort((a, b) => GROUPS.indexOf(groupOf(a)) - GROUPS.indexOf(groupOf(b)));
  for (let count = ordered.length - 1; count > 0; count--) steps.push(ordered.slice(0, count));
  return { steps, rest: rest.join(' ') };
}

function readWords(text) {
  const words = text ? text.split(' ') : [], found = [], rest = [];
  for (let at = 0; at < words.length;) {
    let taken = 0;
    for (let count = Math.min(LONGEST, words.length - at); count > 0 && !taken; count--) {
      const meaning = meaningOf(words.slice(at, at + count).join(' '));
      if (meaning) { found.push(meaning); taken = count; }
    }
    if (!taken && !EMPTY.has(words[at])) rest.push(words[at]);
    at += taken || 1;
  }
  return { found, rest };
}

function readChinese(text) {
  const found = [];
  for (const phrase of HAN_PHRASES) {
    if (!text.includes(phrase)) continue;
    found.push(PHRASES.get(phrase));
    text = text.replace(phrase, ' ');
  }
  return { found, rest: text.replace(EMPTY_CHINESE, ' ').split(' ').filter(Boolean) };
}

function unique(labels) { return [...new Set(labels)]; }
