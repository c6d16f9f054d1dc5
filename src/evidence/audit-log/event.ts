import { isObject, type JsonObject, own } from '../../kube/json.ts';
import { parseTime } from '../../schema/time.ts';

/** What of an audit event of the API server matters here (audit.k8s.io/v1). */
export interface AuditEvent {
  readonly id: string;
  readonly at: number;
  readonly verb: string;
  readonly user: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  readonly message: string;
  readonly dryRun: boolean;
  readonly requestObject: JsonObject | undefined;
  /** The object as it was stored, after every webhook. */
  readonly responseObject: JsonObject | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The event of one line of the log; null for an earlier stage of a request; undefined for what is no event. */
export function auditEvent(value: unknown): AuditEvent | null | undefined {
  if (
    !isObject(value) ||
    own(value, 'kind') !== 'Event' ||
    !text(value, 'apiVersion').startsWith('audit.k8s.io/')
  )
    return undefined;
  const at = parseTime(text(value, 'stageTimestamp'));
  const id = text(value, 'auditID');
  if (at === undefined || id === '') return undefined;
  if (text(value, 'stage') !== 'ResponseComplete') return null;
  const status = own(value, 'responseStatus');
  const reference = own(value, 'objectRef');
  const code = own(status, 'code');
  return {
    id,
    at,
    verb: text(value, 'verb'),
    user: text(own(value, 'user'), 'username'),
    group: text(reference, 'apiGroup'),
    resource: text(reference, 'resource'),
    subresource: text(reference, 'subresource'),
    namespace: text(reference, 'namespace'),
    name: text(reference, 'name'),
    code: typeof code === 'number' ? code : 0,
    message: text(status, 'message'),
    dryRun: isDryRun(text(value, 'requestURI')),
    requestObject: objectAt(value, 'requestObject'),
    responseObject: objectAt(value, 'responseObject'),
    annotations: textsAt(value, 'annotations'),
  };
}

/** A dry run changed nothing, so that it proves nothing. */
function isDryRun(uri: string): boolean {
  const query = uri.indexOf('?');
  return query !== -1 && new URLSearchParams(uri.slice(query + 1)).has('dryRun');
}

function text(value: unknown, key: string): string {
  const found = own(value, key);
  return typeof found === 'string' ? found : '';
}

function objectAt(value: JsonObject, key: string): JsonObject | undefined {
  const found = own(value, key);
  return isObject(found) ? found : undefined;
}

function textsAt(value: JsonObject, key: string): Record<string, string> {
  const found: Record<string, string> = {};
  const map = own(value, key);
  if (isObject(map))
    for (const [name, item] of Object.entries(map)) if (typeof item === 'string') found[name] = item;
  return found;
}
