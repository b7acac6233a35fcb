// An ESLint rule: whatever the platform offers must be there in every browser that TARGETS names.
//
// TypeScript says what a name or a member is (a string's `at` and our own `at` are not the same),
// MDN's browser-compat-data since when a browser has it. A receiver that nobody knows the type of
// is judged by the name called: where no target has any member of that name, it is refused, too.
import { createRequire } from 'node:module';
import ts from 'typescript';

const data = createRequire(import.meta.url)('@mdn/browser-compat-data');

/** The oldest that people here have: WeChat's on Android, an iPhone 6s, Debian's old Firefox. */
export const TARGETS = {
  chrome: '86', chrome_android: '86', edge: '86', safari: '14.1', safari_ios: '14.5', firefox: '91', firefox_android: '91',
};

const BUILTINS = data.javascript.builtins;
const order = (version) => version.split('.').reduce((sum, one, at) => sum + Number(one) / 1000 ** at, 0);

/** Is one of the statements of a browser that it has this whole, without a flag or a prefix? */
function has(statements, version) {
  return [statements].flat().some((one) => one && !one.flags && !one.prefix && !one.alternative_name
    && !one.partial_implementation && one.version_added && one.version_added !== 'preview'
    && order(one.version_added.replace('≤', '')) <= order(version)
    && !(one.version_removed && order(one.version_removed.replace('≤', '')) <= order(version)));
}

/** The browsers of TARGETS that lack a feature. */
const lacking = ({ support }) => Object.entries(TARGETS)
  .filter(([browser, version]) => browser in support && !has(support[browser], version))
  .map(([browser, version]) => `${browser} ${version}`);

const compatOf = (entry) => entry?.__compat;

/** A global's entry, or null. */
const ofGlobal = (name) => compatOf(Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : data.api[name])
  ?? compatOf(data.api.Window?.[name]) ?? compatOf(data.webassembly?.api?.[name]) ?? null;

/** A member's entry, or null. `name`: an interface's as MDN writes it; `isStatic`: of its constructor. */
function ofMember({ name, isStatic }, member) {
  const own = (of, key) => (of && Object.hasOwn(of, key) ? of[key] : undefined);
  for (const place of [own(BUILTINS, name), own(BUILTINS.Intl, name), own(data.api, name)]) {
    const found = (isStatic ? compatOf(own(place, `${member}_static`)) : null) ?? compatOf(own(place, member));
    if (found) return found;
  }
  return null;
}

/** Names of members that no interface has in every target: they are refused on any receiver. */
const NEVER = new Set();
{
  const seen = new Map();
  for (const place of [...Object.values(BUILTINS), ...Object.values(BUILTINS.Intl), ...Object.values(data.api)]) {
    for (const [key, entry] of Object.entries(place)) {
      const compat = compatOf(entry);
      if (!compat || !/^[a-z]\w+$/i.test(key)) continue;
      const name = key.replace(/_static$|_event$/, '');
      seen.set(name, (seen.get(name) ?? false) || lacking(compat).length === 0);
    }
  }
  for (const [name, isThere] of seen) if (!isThere) NEVER.add(name);
}

/** Declared as a part of the platform: by TypeScript, or in outside.d.ts. */
const isLib = (declaration) => /\/(typescript\/lib\/lib\.[\w.]+|tools\/js\/outside)\.d\.ts$/.test(declaration.getSourceFile().fileName);

/** An interface as MDN names it: a list that is only read is a list, a constructor has what is static. */
function mdn(name) {
  const isStatic = /.Constructor$/.test(name);
  const plain = name.replace(/^Readonly(?=Array|Map|Set)/, '').replace(/(?<=.)Constructor$/, '')
    .replace(/^(Callable|Newable)Function$/, 'Function');
  return { name: plain, isStatic };
}

/** The interface, or the variable with the constructor, that a member is declared in. */
function ownerOf(declaration) {
  const isLiteral = ts.isTypeLiteralNode(declaration.parent);
  const parent = isLiteral ? declaration.parent.parent : declaration.parent;
  if (!parent?.name || !ts.isIdentifier(parent.name)) return null;
  const found = mdn(parent.name.text);
  return { ...found, isStatic: found.isStatic || isLiteral };
}

/** The platform's interfaces that a type is one of, nearest first. */
function chain(type) {
  const found = [];
  for (const queue = [type]; queue.length > 0;) {
    const one = queue.shift();
    if (one.isUnionOrIntersection()) queue.push(...one.types);
    else {
      if (one.symbol?.declarations?.every(isLib)) found.push(mdn(one.symbol.name));
      queue.push(...one.getBaseTypes?.() ?? []);
    }
  }
  return found;
}

function create(context) {
  const { program, esTreeNodeToTSNodeMap: nodes } = context.sourceCode.parserServices;
  const checker = program.getTypeChecker();

  function judge(node, what, compat) {
    const without = compat ? lacking(compat) : [];
    if (without.length > 0) context.report({ node, messageId: 'lacking', data: { what, without: without.join(', ') } });
  }

  function judgeGlobal(node) {
    const symbol = checker.getSymbolAtLocation(nodes.get(node));
    if (symbol?.declarations?.length && symbol.declarations.every(isLib)) judge(node, node.name, ofGlobal(node.name));
    else if (!symbol && ofGlobal(node.name)) judge(node, node.name, ofGlobal(node.name));
  }

  function judgeMember(node, receiver, name) {
    const type = checker.getNonNullableType(receiver);
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) {
      const isCalled = node.parent?.type === 'CallExpression' && node.parent.callee === node;
      if (isCalled && NEVER.has(name)) context.report({ node, messageId: 'never', data: { what: name } });
      return;
    }
    const apparent = checker.getApparentType(type);
    if (/^typeof globalThis$|^Window & /.test(checker.typeToString(type))) {
      judge(node, name, ofGlobal(name));
      return;
    }
    // Without a declaration: newer than TypeScript was told, or no member at all.
    const declarations = checker.getPropertyOfType(apparent, name)?.declarations ?? [];
    if (!declarations.every(isLib)) return;
    const owners = [...declarations.map(ownerOf), ...chain(apparent)].filter(Boolean);
    const owner = owners.find((one) => ofMember(one, name));
    if (owner) judge(node, `${owner.name}.${name}`, ofMember(owner, name));
  }

  return {
    'Identifier:not(MemberExpression[computed=false] > .property):not(Property[computed=false] > .key)': judgeGlobal,
    MemberExpression(node) {
      const name = !node.computed ? node.property.name : node.property.value;
      if (typeof name !== 'string') return;
      judgeMember(node, checker.getTypeAtLocation(nodes.get(node.object)), name);
    },
    'ObjectPattern > Property[computed=false]'(node) {
      judgeMember(node, checker.getTypeAtLocation(nodes.get(node.parent)), node.key.name ?? String(node.key.value));
    },
  };
}

export const inEveryBrowser = {
  meta: {
    type: 'problem',
    docs: { description: 'the platform offers it in every browser of TARGETS' },
    messages: {
      lacking: '{{what}} is not in {{without}}',
      never: '{{what}}() of a receiver without a type: what has that name is in no browser of all targets',
    },
    schema: [],
  },
  create,
};

/** A selector that a browser does not know makes it drop the whole rule, not that selector only. */
export const selectorInEveryBrowser = {
  meta: {
    type: 'problem',
    languages: ['css/css'],
    docs: { description: 'every browser of TARGETS knows the selector' },
    messages: { lacking: '{{what}} is not in {{without}}' },
    schema: [],
  },
  create(context) {
    const judge = (node) => {
      const entry = data.css.selectors[node.name];
      const lists = node.children?.find(({ type }) => type === 'SelectorList')?.children.length ?? 0;
      for (const compat of [compatOf(entry), lists > 1 ? compatOf(entry?.selector_list) : null]) {
        const without = compat ? lacking(compat) : [];
        if (without.length > 0) context.report({ loc: node.loc, messageId: 'lacking', data: { what: `:${node.name}()`, without: without.join(', ') } });
      }
    };
    return { PseudoClassSelector: judge, PseudoElementSelector: judge };
  },
};
