// words.js: every sentence of the page, in English and Chinese, and how labels, numbers and scores are said.
// Both tables have the same keys (a test compares them). {name} is replaced; `key.one` / `key.other`
// are chosen by Intl.PluralRules over `count`.

const en = {
  'title': 'iFashion: find what looks like it',
  'skip': 'Skip to the pictures',
  'other.language': '中文',
  'home.title': 'Wear what you saw.',
  'home.lede': 'Show a photo, or start from a favourite below. Each garment in it is found, and the pieces that look most like it come back ranked.',
  'drop.title': 'Drop a photo here',
  'drop.sub': 'or paste one with {keys}',
  'drop.choose': 'Choose photo',
  'drop.take': 'Take photo',
  'drop.fine': 'Your photo is made smaller and loses its place and date before it leaves this device.',
  'drop.over': 'Let go to search',
  'drop.over.sub': 'One photo at a time',
  'browse.title': 'The catalogue',
  'browse.hint': 'Choose a favourite to see its look-alikes',
  'browse.search': 'Search titles and labels',
  'browse.count.one': '{count} piece',
  'browse.count.other': '{count} pieces',
  'browse.all': 'Everything',
  'browse.filters': 'All filters',
  'browse.clear': 'Clear all',
  'browse.none': 'Nothing carries all of that.',
  'browse.none.hint': 'Take a filter away, or search with fewer words.',
  'browse.more': 'Show more',
  'browse.end': 'That is everything.',
  'browse.remove': 'Remove filter {name}',
  'filters.show.one': 'Show {count} piece',
  'filters.show.other': 'Show {count} pieces',
  'close': 'Close',
  'back': 'Catalogue',
  'share': 'Share',
  'share.copied': 'Link copied',
  'cancel': 'Cancel',
  'photo.alt': 'Your photo',
  'photo.away': 'The photo stays with the person who searched. These are the places of the garments in it.',
  'photo.yours': 'Yours',
  'photo.another': 'Another photo',
  'step.uploading': 'Send',
  'step.queued': 'Wait',
  'step.find': 'Find',
  'step.rank': 'Rank',
  'stage.preparing': 'Making the photo ready',
  'stage.uploading': 'Sending your photo',
  'stage.queued': 'In the queue',
  'stage.decode': 'Opening the photo',
  'stage.find': 'Looking for garments',
  'stage.embed': 'Taking in colour, cut and cloth',
  'stage.rank': 'Ranking the catalogue',
  'stage.percent': '{percent} sent',
  'stage.place.one': 'You are next',
  'stage.place.other': 'Number {count} in line',
  'stage.moment': 'A moment',
  'stage.slow': 'Busier than usual. You can leave this page open.',
  'found.one': '{count} garment found',
  'found.other': '{count} garments found',
  'found.none': 'No garment stood out',
  'found.none.text': 'So the whole photo was compared. One person or one garment in plain light works best.',
  'found.nofashion': 'No fashion in this picture',
  'found.nofashion.text': 'We could not see anything to wear, so nothing was searched. One person or one garment in plain light works best.',
  'found.doubtful': 'This hardly looks like fashion',
  'found.doubtful.text': 'What was found in it is shown all the same.',
  'region.upper': 'Upper body',
  'region.lower': 'Lower body',
  'region.full': 'Full body',
  'region.whole': 'Whole photo',
  'results.like': 'Like your {name}',
  'results.whole': 'Like your photo',
  'results.item': 'Look-alikes',
  'results.count.one': '{count} match',
  'results.count.other': '{count} matches',
  'results.none': 'No look-alike here',
  'results.none.text': 'The catalogue holds nothing of this kind. Try another garment, or keep fewer labels.',
  'results.weak': 'Nothing here is much alike',
  'results.weak.text': 'These are the nearest that the catalogue has, and they are not near.',
  'results.unfold.one': 'Show {count} weaker match',
  'results.unfold.other': 'Show {count} weaker matches',
  'results.fold': 'Hide the weaker matches',
  'results.best': 'Closest',
  'results.more': 'More like this',
  'results.shop': 'Shop',
  'results.shop.full': 'See it in the shop',
  'results.matched': 'as in yours',
  'results.yours': 'yours: {name}',
  'results.keep': 'Keep this',
  'results.keep.hint': 'Look-alikes must carry what you choose.',
  'score.twin': 'Near twin',
  'score.very': 'Very close',
  'score.close': 'Close',
  'score.some': 'Related',
  'score.weak': 'Not much alike',
  'trail': 'How you came here',
  'trail.photo': 'Your photo',
  'camera.title': 'Take a photo',
  'camera.shoot': 'Take it',
  'camera.denied': 'The camera is not allowed here. Allow it in the browser’s address bar, or choose a photo.',
  'offline': 'You are offline. The page goes on by itself when the connection is back.',
  'again': 'Try again',
  'again.in.one': 'Trying again in {count} second',
  'again.in.other': 'Trying again in {count} seconds',
  'again.now': 'Try now',
  'colon': ': ',
  'problem.not_an_image': 'That is not a picture we can read',
  'problem.not_an_image.text': 'JPEG, PNG and WebP photos work. Choose another one.',
  'problem.image_too_large': 'That photo is too heavy',
  'problem.image_too_large.text': 'Choose one below 12 MB.',
  'problem.image_too_many_pixels': 'That photo is too large',
  'problem.image_too_many_pixels.text': 'It has more pixels than can be looked at. Choose a smaller one.',
  'problem.queue_full': 'Many people are searching',
  'problem.queue_full.text': 'There is no room in the queue this moment. Your photo is kept.',
  'problem.queue_unavailable': 'The search is catching its breath',
  'problem.queue_unavailable.text': 'It could not answer this moment.',
  'problem.not_found': 'This search has expired',
  'problem.not_found.text': 'Results are kept for a while only. The photo starts a new one.',
  'problem.gone': 'This search was erased',
  'problem.gone.text': 'Its photo and results are deleted.',
  'problem.item': 'This piece is no longer in the catalogue',
  'problem.item.text': 'It may have sold out. The others are still there.',
  'problem.request': 'The search could not be understood',
  'problem.request.text': 'This is our fault, not yours. Reload the page and try again.',
  'problem.internal': 'Something broke on our side',
  'problem.internal.text': 'It was noted. Your photo is fine; try once more.',
  'problem.offline': 'No connection',
  'problem.offline.text': 'The page goes on by itself when you are online again.',
  'problem.network': 'The server did not answer',
  'problem.network.text': 'Check the connection and try once more.',
  'say.results': '{name}. {count} matches.',
  'group.category': 'Type', 'group.color': 'Colour', 'group.gender': 'For', 'group.material': 'Material',
  'group.neckline': 'Neckline', 'group.pattern': 'Pattern', 'group.sleeve': 'Sleeve', 'group.style': 'Style',
};

const zh = {
  'title': 'iFashion：以图找衣',
  'skip': '跳到图片',
  'other.language': 'English',
  'home.title': '看中了，就找到它。',
  'home.lede': '给一张照片，或从下面挑一件喜欢的。我们会认出照片里的每件衣服，再按相似程度排出同款。',
  'drop.title': '把照片拖到这里',
  'drop.sub': '或按 {keys} 粘贴',
  'drop.choose': '选择照片',
  'drop.take': '拍照',
  'drop.fine': '照片在离开本机之前会先缩小，并去掉拍摄地点与时间。',
  'drop.over': '松手即可搜索',
  'drop.over.sub': '一次一张',
  'browse.title': '全部款式',
  'browse.hint': '挑一件喜欢的，看相似款',
  'browse.search': '搜索名称与标签',
  'browse.count.other': '{count} 件',
  'browse.all': '全部',
  'browse.filters': '全部筛选',
  'browse.clear': '清除',
  'browse.none': '没有同时符合的款式。',
  'browse.none.hint': '去掉一个筛选，或少写几个字。',
  'browse.more': '显示更多',
  'browse.end': '已经到底了。',
  'browse.remove': '去掉筛选 {name}',
  'filters.show.other': '显示 {count} 件',
  'close': '关闭',
  'back': '全部款式',
  'share': '分享',
  'share.copied': '链接已复制',
  'cancel': '取消',
  'photo.alt': '你的照片',
  'photo.away': '照片只留在搜索者那里。这里标出的是衣服在照片中的位置。',
  'photo.yours': '你的',
  'photo.another': '换一张照片',
  'step.uploading': '发送',
  'step.queued': '排队',
  'step.find': '识别',
  'step.rank': '排序',
  'stage.preparing': '正在准备照片',
  'stage.uploading': '正在发送照片',
  'stage.queued': '正在排队',
  'stage.decode': '正在打开照片',
  'stage.find': '正在寻找衣服',
  'stage.embed': '正在看颜色、剪裁与面料',
  'stage.rank': '正在排序',
  'stage.percent': '已发送 {percent}',
  'stage.place.other': '排在第 {count} 位',
  'stage.moment': '请稍候',
  'stage.slow': '比平时忙一些，可以留着这个页面。',
  'found.other': '找到 {count} 件衣服',
  'found.none': '没有认出衣服',
  'found.none.text': '所以用整张照片来比较。一个人或一件衣服、光线平实的照片效果最好。',
  'found.nofashion': '这张图片里没有服饰',
  'found.nofashion.text': '没有看到可以穿的东西，所以没有搜索。一个人或一件衣服、光线平实的照片效果最好。',
  'found.doubtful': '这看起来不太像服饰',
  'found.doubtful.text': '仍然显示在其中找到的内容。',
  'region.upper': '上身',
  'region.lower': '下身',
  'region.full': '全身',
  'region.whole': '整张照片',
  'results.like': '与你的{name}相似',
  'results.whole': '与你的照片相似',
  'results.item': '相似款',
  'results.count.other': '{count} 件',
  'results.none': '这里没有相似款',
  'results.none.text': '目录里没有这一类。换一件衣服，或少保留几个标签。',
  'results.weak': '这里没有很像的',
  'results.weak.text': '目录里最接近的是这些，但并不很像。',
  'results.unfold.other': '显示 {count} 件不太像的',
  'results.fold': '收起不太像的',
  'results.best': '最接近',
  'results.more': '找相似',
  'results.shop': '购买',
  'results.shop.full': '去商店看看',
  'results.matched': '与你的相同',
  'results.yours': '你的：{name}',
  'results.keep': '保留这些',
  'results.keep.hint': '相似款必须带有所选的标签。',
  'score.twin': '几乎同款',
  'score.very': '非常接近',
  'score.close': '接近',
  'score.some': '有些像',
  'score.weak': '不太像',
  'trail': '来路',
  'trail.photo': '你的照片',
  'camera.title': '拍照',
  'camera.shoot': '拍下',
  'camera.denied': '这里不允许使用相机。请在浏览器地址栏里允许，或选择照片。',
  'offline': '你已离线。恢复连接后页面会自动继续。',
  'again': '重试',
  'again.in.other': '{count} 秒后自动重试',
  'again.now': '现在重试',
  'colon': '：',
  'problem.not_an_image': '这不是能识别的图片',
  'problem.not_an_image.text': '支持 JPEG、PNG 与 WebP 照片。请换一张。',
  'problem.image_too_large': '照片文件太大',
  'problem.image_too_large.text': '请选择 12 MB 以下的照片。',
  'problem.image_too_many_pixels': '照片尺寸太大',
  'problem.image_too_many_pixels.text': '像素超出上限，请换一张小一些的。',
  'problem.queue_full': '搜索的人很多',
  'problem.queue_full.text': '此刻队列已满。照片已经留好。',
  'problem.queue_unavailable': '搜索服务稍歇片刻',
  'problem.queue_unavailable.text': '此刻未能回答。',
  'problem.not_found': '这次搜索已经过期',
  'problem.not_found.text': '结果只保留一段时间。用照片重新搜索即可。',
  'problem.gone': '这次搜索已被删除',
  'problem.gone.text': '照片与结果都已删除。',
  'problem.item': '这件已不在目录里',
  'problem.item.text': '可能已经售罄，其他款式还在。',
  'problem.request': '搜索没有被理解',
  'problem.request.text': '这是我们的问题。请刷新页面再试。',
  'problem.internal': '我们这边出了问题',
  'problem.internal.text': '已经记录。照片没有问题，请再试一次。',
  'problem.offline': '没有网络连接',
  'problem.offline.text': '恢复连接后页面会自动继续。',
  'problem.network': '服务器没有回应',
  'problem.network.text': '请检查网络后再试。',
  'say.results': '{name}。{count} 件。',
  'group.category': '种类', 'group.color': '颜色', 'group.gender': '适合', 'group.material': '面料',
  'group.neckline': '领型', 'group.pattern': '图案', 'group.sleeve': '袖型', 'group.style': '风格',
};

export const tables = { en, zh };

/** Groups in the order in which people look at clothes. */
export const GROUPS = ['category', 'color', 'pattern', 'sleeve', 'neckline', 'material', 'style', 'gender'];

/** One garment of a category, in English: 'category:Dresses' is said 'dress'. */
const SINGULAR = {
  'Dresses': 'dress', 'T-Shirts': 'T-shirt', 'Casual Shirts': 'shirt', 'Coats': 'coat', 'Polos': 'polo shirt', 'Tops': 'top',
  'Suits & Blazers': 'blazer', 'Kurtas': 'kurta', 'Pullover Sweaters': 'sweater', 'Skirts': 'skirt', 'Dress Shirts': 'dress shirt',
  'Hoodies & Sweatshirts': 'hoodie', 'Longsleeve': 'long-sleeved top', 'Blouses': 'blouse', 'Jackets': 'jacket', 'Tank Tops': 'tank top',
  'Bodysuits': 'bodysuit', 'Vests': 'vest', 'Tunics': 'tunic', 'Sarees': 'saree', 'Jumpsuits Overalls & Rompers': 'jumpsuit',
  'Capes & Capelets': 'cape', 'Fashion Sets': 'set', 'Cardigans': 'cardigan', 'Athletic Sets': 'athletic set', 'Nightgowns': 'nightgown',
  'Halter Tops': 'halter top', 'Robes': 'robe', 'Swimsuits': 'swimsuit', 'Raincoats': 'raincoat',
};

/** Names that read badly as they stand, in English. */
const ENGLISH = {
  'Multi Color': 'Multicolour', 'Gray': 'Grey', 'Longsleeve': 'Long-sleeved tops', 'V-Necks': 'V-neck', 'U-Necks': 'U-neck',
  'Square Necked': 'Square neck', 'Leopard And Cheetah': 'Leopard', 'Turtlenecks': 'Turtleneck', 'Female': 'Women', 'Male': 'Men', 'Neutral': 'Everyone',
};

const CHINESE = {
  'Dresses': '连衣裙', 'T-Shirts': 'T恤', 'Casual Shirts': '休闲衬衫', 'Trousers': '长裤', 'Coats': '大衣', 'Polos': 'Polo衫', 'Tops': '上衣',
  'Suits & Blazers': '西装', 'Kurtas': '库尔塔', 'Pullover Sweaters': '套头毛衣', 'Skirts': '半身裙', 'Shorts': '短裤', 'Dress Shirts': '正装衬衫',
  'Hoodies & Sweatshirts': '卫衣', 'Jeans': '牛仔裤', 'Longsleeve': '长袖上衣', 'Blouses': '女式衬衫', 'Jackets': '夹克', 'Tank Tops': '背心',
  'Sweatpants': '运动裤', 'Leggings': '紧身裤', 'Bodysuits': '连体衣', 'Vests': '马甲', 'Tunics': '长衫', 'Sarees': '纱丽', 'Capri Pants': '七分裤',
  'Jumpsuits Overalls & Rompers': '连体裤', 'Capes & Capelets': '斗篷', 'Fashion Sets': '套装', 'Cardigans': '开衫', 'Athletic Sets': '运动套装',
  'Pajamas': '睡衣', 'Nightgowns': '睡裙', 'Harem Pants': '哈伦裤', 'Halter Tops': '挂脖上衣', 'Robes': '长袍', 'Swimsuits': '泳衣', 'Raincoats': '雨衣',
  'Black': '黑色', 'Gray': '灰色', 'Blue': '蓝色', 'White': '白色', 'Brown': '棕色', 'Green': '绿色', 'Red': '红色', 'Pink': '粉色', 'Beige': '米色',
  'Purple': '紫色', 'Maroon': '酒红', 'Yellow': '黄色', 'Multi Color': '多色', 'Tan': '驼色', 'Teal': '青色', 'Orange': '橙色', 'Peach': '桃色',
  'Gold': '金色', 'Silver': '银色', 'Female': '女', 'Male': '男', 'Neutral': '不限',
  'Cotton': '棉', 'Polyester': '涤纶', 'Denim': '牛仔布', 'Spandex': '氨纶', 'Rayon': '人造丝', 'Silk': '真丝', 'Knit': '针织', 'Nylon': '尼龙',
  'Linen': '亚麻', 'Fleece': '抓绒', 'Wool': '羊毛', 'Satin': '缎面',
  'Collared': '有领', 'Round Neck': '圆领', 'V-Necks': 'V领', 'U-Necks': 'U领', 'Hooded': '连帽', 'Mandarin Collar': '立领', 'Boat Neck': '船领',
  'Cowl Neck': '垂领', 'Square Necked': '方领', 'Turtlenecks': '高领', 'Halter Neck': '挂脖', 'Henley': '亨利领',
  'Solid': '纯色', 'Stripes': '条纹', 'Checkered': '格子', 'Floral': '花卉', 'Polka Dot': '波点', 'Graphic': '印图', 'Geometric': '几何',
  'Leopard And Cheetah': '豹纹', 'Ikat': '伊卡', 'Cartoon': '卡通', 'Tribal': '部落', 'Plaid': '苏格兰格', 'Scales': '鳞纹', 'Chevron': '人字纹',
  'Letters': '字母', 'Houndstooth': '千鸟格', 'Stars': '星星', 'Abstract': '抽象', 'Ethnic Motifs': '民族纹样', 'Skulls': '骷髅', 'Colorblock': '拼色',
  'Self Design': '暗纹', 'Pin Stripes': '细条纹', 'Tie Dye': '扎染',
  'Long Sleeved': '长袖', 'Short Sleeves': '短袖', 'Sleeveless': '无袖', 'Three-Quarter Sleeves': '七分袖', 'Puff Sleeves': '泡泡袖', 'Strapless': '无肩带',
  'Casual': '休闲', 'Printed': '印花', 'Placket': '门襟', 'Ethnic': '民族', 'Kids': '儿童', 'Formal': '正式', 'Sports': '运动', 'Scarf': '围巾',
  'Necktie': '领带', 'High Skin Exposure': '清凉', 'Spaghetti Straps': '细肩带', 'Embellished': '装饰', 'Hi-Lo': '前短后长', 'Wrap': '裹身',
  'Smart Casual': '商务休闲', 'Peplum': '荷叶边', 'Party': '派对',
};

/** Where one word ends and the next begins: of similarities (0…1, calibrated), and of cosines where there are none. */
const SIMILARITIES = [[0.9, 'twin'], [0.7, 'very'], [0.5, 'close'], [-Infinity, 'some']];
const COSINES = [[0.9, 'twin'], [0.8, 'very'], [0.65, 'close'], [-Infinity, 'some']];

/** Says everything in one language. */
export class Words {
  constructor(language) {
    this.language = language in tables ? language : 'en';
    this.locale = this.language === 'zh' ? 'zh-Hans' : 'en';
    this.plural = new Intl.PluralRules(this.locale);
    this.numbers = new Intl.NumberFormat(this.locale);
    this.percents = new Intl.NumberFormat(this.locale, { style: 'percent' });
  }

  /** The sentence of a key, with {name} replaced. */
  say(key, values = {}) {
    const sentence = tables[this.language][key] ?? en[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** The sentence of a key for so many. */
  count(key, count) {
    return this.say(`${key}.${this.plural.select(count)}`, { count: this.numbers.format(count) });
  }

  percent(fraction) { return this.percents.format(fraction); }

  has(key) { return key in en; }

  /** 'color:Gray' → 'Grey'. */
  label(label) {
    const name = label.slice(label.indexOf(':') + 1);
    return (this.language === 'zh' ? CHINESE[name] : ENGLISH[name]) ?? name;
  }

  group(label) { return this.say(`group.${label.slice(0, label.indexOf(':'))}`); }

  /** How close a ranked item is: 'Very close · 82%'. */
  closeness({ similarity, score, weak }) {
    const [value, steps] = similarity == null ? [score, COSINES] : [similarity, SIMILARITIES];
    const key = weak ? 'weak' : steps.find(([least]) => value >= least)[1];
    return `${this.say(`score.${key}`)} · ${this.percent(Math.max(0, value))}`;
  }

  /** «grey hoodie», said from labels; null when they name neither colour nor category. */
  garment(labels) {
    const first = group => labels.find(label => label.startsWith(`${group}:`));
    const category = first('category'), color = first('color');
    if (!category && !color) return null;
    if (this.language === 'zh') return [color, category].filter(Boolean).map(l => this.label(l)).join('');
    const name = category?.slice(9);
    const noun = name ? SINGULAR[name] ?? name.toLowerCase() : 'piece';
    return [color && this.label(color).toLowerCase(), noun].filter(Boolean).join(' ');
  }

  /** What a card calls an item: its title, or what its labels say. */
  item(item) {
    const name = item.title || this.garment(item.labels ?? []) || item.id;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}
