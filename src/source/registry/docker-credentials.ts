import { readFileSync } from 'node:fs';
import { isObject, type Json, own } from '../../kube/json.ts';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who Docker's configuration says to be at a registry; nobody where there is none, or where a helper would have to be run. */
export function dockerCredentials(file: string): (registry: string) => Credentials | null {
  let auths: Json | undefined;
  return (registry) => {
    auths ??= readAuths(file);
    for (const name of namesOf(registry)) {
      const auth = own(own(auths, name), 'auth');
      if (typeof auth === 'string') return split(Buffer.from(auth, 'base64').toString());
    }
    return null;
  };
}

function namesOf(registry: string): readonly string[] {
  const hub = registry === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io'] : [];
  return [...hub, registry, `https://${registry}`];
}

function split(text: string): Credentials | null {
  const colon = text.indexOf(':');
  return colon < 0 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readAuths(file: string): Json {
  try {
    const auths = own(JSON.parse(readFileSync(file, 'utf8')) as Json, 'auths');
    return isObject(auths) ? auths : {};
  } catch {
    return {};
  }
}
