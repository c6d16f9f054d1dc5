import { isObject, type Json, own } from '../../kube/json.ts';
import { builtInResource } from '../../kube/structure/kinds.ts';
import { kindAndVersion } from './match/kind-version.ts';
import { listAt, objectAt, textAt, textList } from './read.ts';

/** The kinds whose objects a policy looks up, as far as it says so in plain text. */
export function neededKinds(policy: Json): readonly string[] {
  const spec = own(policy, 'spec');
  const rules = listAt(spec, 'rules').flatMap((rule) => [
    ...contextKinds(rule),
    ...mutateKinds(own(rule, 'mutate')),
    ...generateKinds(own(rule, 'generate')),
    ...['validate', 'mutate', 'generate'].flatMap((body) => loopKinds(own(rule, body))),
  ]);
  return [...new Set([...rules, ...contextKinds(spec)])].filter((kind) => kind !== '');
}

function loopKinds(body: Json | undefined): string[] {
  return listAt(body, 'foreach').flatMap((loop) => [
    ...contextKinds(loop),
    ...generateKinds(loop),
    ...loopKinds(loop),
  ]);
}

function contextKinds(holder: Json | undefined): string[] {
  return listAt(holder, 'context').flatMap((entry) => {
    if (isObject(own(entry, 'configMap'))) return ['ConfigMap'];
    if (isObject(own(entry, 'globalReference'))) return ['GlobalContextEntry'];
    return kindOfPath(textAt(own(entry, 'apiCall'), 'urlPath'));
  });
}

/** `/apis/GROUP/VERSION[/namespaces/NAME]/RESOURCE`, names often being variables. */
function kindOfPath(path: string): string[] {
  const parts =
    path
      .split('?')[0]
      ?.split('/')
      .filter((part) => part !== '') ?? [];
  const core = parts[0] === 'api';
  const [version = '', ...rest] = parts.slice(core ? 1 : 2);
  const resource = rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0];
  const info = builtInResource(core ? '' : (parts[1] ?? ''), version, resource ?? '');
  return info === undefined ? [] : [info.kind];
}

function mutateKinds(mutate: Json | undefined): string[] {
  return listAt(mutate, 'targets').flatMap((target) => [
    textAt(target, 'kind').split('/')[0] ?? '',
    ...contextKinds(target),
  ]);
}

/** What is cloned, and what may be there already. */
function generateKinds(generate: Json | undefined): string[] {
  const listed = textList(own(objectAt(generate, 'cloneList'), 'kinds'));
  return [textAt(generate, 'kind'), ...listed.map((text) => kindAndVersion(text).kind)];
}
