import { RegistryError } from './registry-error.ts';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface RegistryOptions {
  /** For tests; the platform's own is the default. */
  readonly fetch?: typeof fetch;
  /** Who to be at a registry; null for nobody, which is the default. */
  readonly credentials?: (registry: string) => Credentials | null;
  /** For one request, in milliseconds. */
  readonly timeout?: number;
}

const MAX_BODY = 16 * 1024 * 1024;

/** Reads from one repository of one registry: the Distribution API, with its token dance. */
export class Transport {
  readonly #base: string;
  readonly #registry: string;
  readonly #repository: string;
  readonly #options: RegistryOptions;
  #token: string | null = null;

  constructor(registry: string, repository: string, options: RegistryOptions) {
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    const name = registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository;
    this.#base = `${isLoopback(host) ? 'http' : 'https'}://${host}/v2/${name}`;
    this.#registry = registry;
    this.#repository = name;
    this.#options = options;
  }

  /** The body of `path` below the repository; null when there is none. Throws RegistryError. */
  async get(path: string, accept: string): Promise<Uint8Array | null> {
    const url = `${this.#base}/${path}`;
    let response = await this.#send(url, this.#headers(accept));
    if (response.status === 401) {
      await response.body?.cancel();
      this.#token = await this.#authorize(response.headers.get('www-authenticate') ?? '');
      response = await this.#send(url, this.#headers(accept));
    }
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new RegistryError(`GET ${url}: unexpected status code ${response.status}`);
    }
    return await bodyOf(response, url);
  }

  #headers(accept: string): Record<string, string> {
    return { accept, ...(this.#token === null ? {} : { authorization: this.#token }) };
  }

  async #send(url: string, headers: Record<string, string>): Promise<Response> {
    const { fetch: send = fetch, timeout = 15_000 } = this.#options;
    try {
      return await send(url, { headers, signal: AbortSignal.timeout(timeout) });
    } catch (error) {
      throw new RegistryError(`GET ${url}: ${causeOf(error)}`);
    }
  }

  async #authorize(challenge: string): Promise<string> {
    const credentials = this.#options.credentials?.(this.#registry) ?? null;
    const basic =
      credentials === null
        ? null
        : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
    if (/^basic\b/i.test(challenge)) {
      if (basic === null) throw new RegistryError(`${this.#registry} asks for credentials`);
      return basic;
    }
    const realm = parameter(challenge, 'realm');
    if (!/^bearer\b/i.test(challenge) || realm === null || !URL.canParse(realm)) {
      throw new RegistryError(`${this.#registry} asks for an authentication that is not known`);
    }
    const url = new URL(realm);
    if (url.protocol !== 'https:' && !isLoopback(url.host)) {
      throw new RegistryError(`${this.#registry} sends its users to ${url.origin} without encryption`);
    }
    const service = parameter(challenge, 'service');
    if (service !== null) url.searchParams.set('service', service);
    url.searchParams.set('scope', parameter(challenge, 'scope') ?? `repository:${this.#repository}:pull`);
    const response = await this.#send(url.href, basic === null ? {} : { authorization: basic });
    if (!response.ok) {
      await response.body?.cancel();
      throw new RegistryError(`GET ${url.origin}${url.pathname}: unexpected status code ${response.status}`);
    }
    const text = new TextDecoder().decode(await bodyOf(response, url.origin));
    const token = tokenOf(text);
    if (token === null) throw new RegistryError(`${url.origin} answers without a token`);
    return `Bearer ${token}`;
  }
}

function tokenOf(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null) return null;
    const found: unknown = Reflect.get(answer, 'token') ?? Reflect.get(answer, 'access_token');
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

async function bodyOf(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MAX_BODY) throw new RegistryError(`GET ${url}: the answer has more than ${MAX_BODY} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(`GET ${url}: ${causeOf(error)}`);
  }
  return Buffer.concat(chunks);
}

function parameter(challenge: string, name: string): string | null {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1] ?? null;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
