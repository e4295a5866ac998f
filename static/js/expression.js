// expression.js: the expressions of bind.js. A parser of its own, no eval.

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|([A-Za-z_$][\w$]*)|(==|!=|<=|>=|&&|\|\||[.,()[\]!<>+\-?:]))/y;
const POWER = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '>': 4, '<=': 4, '>=': 4, '+': 5, '-': 5 };
const WORDS = { true: true, false: false, null: null, undefined: undefined };
const compiled = new Map();

/** Turns an expression into a function of a scope. */
export function compile(source) {
  if (!compiled.has(source)) compiled.set(source, parse(source));
  return compiled.get(source);
}

function parse(source) {
  const tokens = tokenize(source);
  let at = 0;
  const peek = sign => tokens[at]?.sign === sign;
  const take = sign => peek(sign) && ++at > 0;
  const need = sign => { if (!take(sign)) throw new SyntaxError(`expected ${sign} in: ${source}`); };

  function ternary() {
    const test = binary(0);
    if (!take('?')) return test;
    const yes = ternary();
    need(':');
    const no = ternary();
    return s => test(s) ? yes(s) : no(s);
  }
  function binary(power) {
    let left = unary();
    for (let sign; POWER[sign = tokens[at]?.sign] > power;) {
      at++;
      left = operate(sign, left, binary(POWER[sign]));
    }
    return left;
  }
  function unary() {
    if (take('!')) { const of = unary(); return s => !of(s); }
    if (take('-')) { const of = unary(); return s => -of(s); }
    return postfix(primary());
  }
  function primary() {
    if (take('(')) { const inner = ternary(); need(')'); return { get: inner }; }
    const token = tokens[at++];
    if (token && 'value' in token) return { get: () => token.value };
    if (!token?.name) throw new SyntaxError(`nothing to read in: ${source}`);
    if (token.name in WORDS) return { get: () => WORDS[token.name] };
    return { get: s => s[token.name], owner: s => ownerOf(s, token.name) };
  }
  function postfix({ get, owner }) {
    for (;;) {
      if (take('.')) {
        const of = get, name = tokens[at++]?.name;
        [get, owner] = [s => of(s)?.[name], of];
      } else if (take('[')) {
        const of = get, key = ternary();
        need(']');
        [get, owner] = [s => of(s)?.[key(s)], of];
      } else if (take('(')) {
        const method = get, self = owner, args = [];
        while (!peek(')')) { args.push(ternary()); if (!take(',')) break; }
        need(')');
        [get, owner] = [s => method(s)?.apply(self?.(s), args.map(a => a(s))), undefined];
      } else return get;
    }
  }

  const whole = ternary();
  if (at < tokens.length) throw new SyntaxError(`left over in: ${source}`);
  return whole;
}

function tokenize(source) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim()) {
    const match = TOKEN.exec(source);
    if (!match) throw new SyntaxError(`cannot read: ${source}`);
    const [, number, text, name, sign] = match;
    tokens.push(number !== undefined ? { value: Number(number) }
      : text !== undefined ? { value: text.replace(/\\(.)/g, '$1') }
        : name !== undefined ? { name } : { sign });
  }
  return tokens;
}

function operate(sign, a, b) {
  switch (sign) {
    case '||': return s => a(s) || b(s);
    case '&&': return s => a(s) && b(s);
    case '==': return s => a(s) === b(s);
    case '!=': return s => a(s) !== b(s);
    case '<': return s => a(s) < b(s);
    case '>': return s => a(s) > b(s);
    case '<=': return s => a(s) <= b(s);
    case '>=': return s => a(s) >= b(s);
    case '+': return s => a(s) + b(s);
    default: return s => a(s) - b(s);
  }
}

/** The scope in the chain of rows that has `name` itself (or whose class has it). */
function ownerOf(scope, name) {
  let owner = scope;
  while (owner.$parent && !Object.hasOwn(owner, name)) owner = owner.$parent;
  return owner;
}
