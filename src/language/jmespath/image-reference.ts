import { toLower } from './go-case.ts';

/** An image reference taken apart, with the names Kyverno's `images` variables use (pkg/utils/image/infos.go). */
export interface ImageReference {
  /** `docker.io`, or '' where the reference names none and none is added. */
  readonly registry: string;
  /** `library/nginx` */
  readonly path: string;
  /** `nginx` */
  readonly name: string;
  /** `latest` where there is neither tag nor digest; '' beside a digest. */
  readonly tag: string;
  /** `sha256:…`, or ''. */
  readonly digest: string;
  /** The whole reference: by digest if there is one, else by tag. */
  readonly reference: string;
  readonly referenceWithTag: string;
}

export interface RegistryOptions {
  readonly defaultRegistry?: string;
  readonly enableDefaultRegistryMutation?: boolean;
}

/** The image, or what is wrong with the text, in upstream's words. */
export function parseImageReference(text: string, options: RegistryOptions = {}): ImageReference | string {
  const { defaultRegistry = 'docker.io', enableDefaultRegistryMutation = true } = options;
  const full = namesRegistry(text) ? text : `${defaultRegistry}/${text}`;
  const parts = parseReference(full);
  if (typeof parts === 'string') {
    return `bad image: ${full}, defaultRegistry: ${defaultRegistry}, enableDefaultRegistryMutation: ${enableDefaultRegistryMutation}: ${parts}`;
  }
  const registry = full !== text && !enableDefaultRegistryMutation ? '' : parts.domain;
  const tag = parts.tag === '' && parts.digest === '' ? 'latest' : parts.tag;
  const prefix = registry === '' ? '' : `${registry}/`;
  const image: ImageReference = {
    registry,
    path: parts.path,
    name: parts.path.slice(parts.path.lastIndexOf('/') + 1),
    tag,
    digest: parts.digest,
    reference: `${prefix}${parts.path}${parts.digest === '' ? `:${tag}` : `@${parts.digest}`}`,
    referenceWithTag: `${prefix}${parts.path}:${tag}`,
  };
  const slash = parts.path.indexOf('/');
  const first = parts.path.slice(0, slash);
  // A first part no host name could have is taken for a registry all the same, once nothing else is.
  return slash > 0 && registry === '' && first.includes('_')
    ? { ...image, registry: first, path: parts.path.slice(slash + 1) }
    : image;
}

/** `registry/path:tag` or `registry/path@digest`. */
export function printImageReference({ registry, path, tag, digest }: ImageReference): string {
  const image = registry === '' ? path : `${registry}/${path}`;
  return digest === '' ? `${image}:${tag}` : `${image}@${digest}`;
}

function namesRegistry(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return false;
  const first = text.slice(0, slash);
  return /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
}

interface ReferenceParts {
  readonly domain: string;
  readonly path: string;
  readonly tag: string;
  readonly digest: string;
}

/** The grammar of distribution/reference v0.6.0. */
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${label}(?:\\.${label})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const name = new RegExp(`^(?:(${host})/)?(${component}(?:/${component})*)$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

const MAX_NAME = 255;

function parseReference(text: string): ReferenceParts | string {
  if (text === '') return 'repository name must have at least one component';
  const parts = splitReference(text);
  if (parts === null) {
    const lower = splitReference(toLower(text)) !== null;
    return lower ? 'repository name must be lowercase' : 'invalid reference format';
  }
  if (parts.path.length > MAX_NAME) return `repository name must not be more than ${MAX_NAME} characters`;
  return (parts.digest === '' ? null : digestProblem(parts.digest)) ?? parts;
}

function splitReference(text: string): ReferenceParts | null {
  const [bare, digest] = cut(text, text.indexOf('@'));
  const colon = bare.lastIndexOf(':');
  const [repository, tag] = cut(bare, bare.includes('/', colon) ? -1 : colon);
  const [, domain = '', path] = name.exec(repository) ?? [];
  if (path === undefined) return null;
  if (tag !== undefined && !tagPattern.test(tag)) return null;
  if (digest !== undefined && !digestPattern.test(digest)) return null;
  return { domain, path, tag: tag ?? '', digest: digest ?? '' };
}

function cut(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

function digestProblem(digest: string): string | null {
  const [algorithm = '', hex = ''] = digest.split(':');
  const length = digestLengths.get(algorithm);
  if (length === undefined) {
    return /[A-Z]/.test(algorithm) ? 'invalid checksum digest format' : 'unsupported digest algorithm';
  }
  if (hex.length !== length) return 'invalid checksum digest length';
  return /^[0-9a-f]+$/.test(hex) ? null : 'invalid checksum digest format';
}
