/** An image reference as go-containerregistry v0.21 reads it (pkg/name), which Kyverno's CEL functions use. */
export interface OciReference {
  readonly registry: string;
  readonly repository: string;
  /** '' for a reference by digest; `latest` when it names neither. */
  readonly tag: string;
  readonly digest: string;
}

/** The reference, or why it is none. */
export function parseOciReference(text: string): OciReference | string {
  return parseTag(text) ?? parseDigest(text) ?? `could not parse reference: ${text}`;
}

function parseTag(text: string): OciReference | null {
  const colon = text.lastIndexOf(':');
  // A colon before a slash is a port.
  const tagged = colon >= 0 && !text.slice(colon).includes('/');
  const tag = tagged ? text.slice(colon + 1) : '';
  if (tagged && !/^[A-Za-z0-9_.-]{1,128}$/.test(tag)) return null;
  const home = parseRepository(tagged ? text.slice(0, colon) : text);
  return home && { ...home, tag: tag || 'latest', digest: '' };
}

function parseDigest(text: string): OciReference | null {
  const [base = '', digest = '', more] = text.split('@');
  if (more !== undefined || !/^sha256:[a-f0-9]{64}$/.test(digest)) return null;
  const tagged = parseTag(base);
  const home = tagged ?? parseRepository(base);
  return home && { registry: home.registry, repository: home.repository, tag: '', digest };
}

function parseRepository(text: string): Pick<OciReference, 'registry' | 'repository'> | null {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const named = /[.:]/.test(first) || first === 'localhost';
  const repository = named ? text.slice(slash + 1) : text;
  if (!/^[a-z0-9_./-]{2,255}$/.test(repository)) return null;
  const registry = named && first !== 'docker.io' ? first : defaultRegistry;
  if (!/^(?:[A-Za-z0-9_.~!$&'()*+,;=-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/.test(registry)) return null;
  const implicit = registry === defaultRegistry && !repository.includes('/');
  return { registry, repository: implicit ? `library/${repository}` : repository };
}

const defaultRegistry = 'index.docker.io';
