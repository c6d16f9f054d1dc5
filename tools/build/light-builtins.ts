import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

/** CommonJS packages name them without the prefix. */
const names = new Set(builtinModules);

/**
 * An `import` of one of Node's modules evaluates all of its exports, and so loads what they stand for: of `node:fs` the
 * promises, streams and readline. Taken as an object only what is used is loaded, some 10 ms less at every start.
 * Commander can also run other programs as subcommands; it never does here.
 */
export const lightBuiltins: Plugin = {
  name: 'light-builtins',
  resolveId(source, importer = '') {
    if (!source.startsWith('node:') && !names.has(source)) return null;
    // The bundler's own run-time takes `createRequire` from one, before there is anything that could wrap it.
    if (importer.startsWith('\0')) return null;
    if (heavy.has(source) && /[\\/]src[\\/]/.test(importer)) return `${lazyPrefix}${source}`;
    const unused = source === 'node:child_process' && /[\\/]commander[\\/]/.test(importer);
    return `${prefix}${unused ? '' : source}${suffix}`;
  },
  load(id) {
    if (id.startsWith(lazyPrefix)) return lazyModule(id.slice(lazyPrefix.length));
    if (!id.startsWith(prefix)) return null;
    const name = id.slice(prefix.length, -suffix.length);
    return `module.exports = ${name === '' ? '{}' : `process.getBuiltinModule('${name}')`};`;
  },
};

const prefix = '\0builtin:';
/** CommonJS by its name, so that a default import and a named one both find their value. */
const suffix = '.cjs';

/** Modules that take several milliseconds to load, for what many a run never asks of them. */
const heavy: ReadonlySet<string> = new Set(['node:crypto']);
const lazyPrefix = '\0lazy:';

/** Each export stands for the real one, which is loaded when it is first called, made or asked about. */
function lazyModule(name: string): string {
  const real = process.getBuiltinModule(name) as Record<string, unknown>;
  const names = Object.keys(real).filter((key) => typeof real[key] === 'function');
  return `
const loaded = () => process.getBuiltinModule('${name}');
const lazy = (name) => new Proxy(function () {}, {
  apply: (_, self, args) => Reflect.apply(loaded()[name], self, args),
  construct: (_, args) => Reflect.construct(loaded()[name], args),
  get: (_, key) => loaded()[name][key],
});
${names.map((key) => `export const ${key} = /* @__PURE__ */ lazy('${key}');`).join('\n')}
`;
}
