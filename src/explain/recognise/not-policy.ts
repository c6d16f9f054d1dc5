import type { Piece, Refusal, Refuser, Violation } from './refusal.ts';

/** Refusals of Kubernetes itself, which look like a policy's and are none. */
export function notPolicy(piece: Piece): Refusal | undefined {
  return (
    quota(piece) ??
    limitRange(piece) ??
    unreachable(piece) ??
    rights(piece) ??
    kubelet(piece) ??
    invalid(piece)
  );
}

function make(
  piece: Piece,
  refuser: Refuser,
  note: string,
  violations: readonly Violation[],
  policy: string | null = null,
): Refusal {
  return { refuser, stage: 'enforce', policy, subject: piece.subject, violations, note };
}

const one = (rule: string, message: string, fields: readonly string[] = []): Violation => ({
  policy: null,
  rule,
  message,
  fields,
});

function quota(piece: Piece): Refusal | undefined {
  const exceeded = /exceeded quota: ([^,\s]+), requested: (.+?),\s*used: (.+?),\s*limited: ([^\n]+)/.exec(
    piece.text,
  );
  if (exceeded !== null) {
    const [message, name = '', requested = '', used = '', limited = ''] = exceeded;
    const resources = requested.split(',').map((part) => part.split('=')[0] ?? '');
    return make(
      piece,
      'ResourceQuota',
      `The namespace's ResourceQuota ${name} is used up: ${used} of ${limited.trim()}. No policy is at work here.`,
      resources.map((resource) => one(resource, message, resourceFields(resource))),
      name,
    );
  }
  const scoped =
    /insufficient quota to (?:match these scopes|consume): ([^\n]+)|status unknown for quota: ([^,\s]+)[^\n]*/.exec(
      piece.text,
    );
  if (scoped !== null)
    return make(
      piece,
      'ResourceQuota',
      'The namespace has no ResourceQuota that allows it, or none whose use is known yet. No policy is at work here.',
      [one(scoped[1] ?? scoped[2] ?? '', scoped[0])],
      scoped[2] ?? null,
    );
  const unset = /failed quota: ([^:\s]+): must specify ([^\n]+)/.exec(piece.text);
  if (unset === null) return undefined;
  const [message, name = '', wanted = ''] = unset;
  const resources = [...wanted.matchAll(/((?:requests|limits)\.[\w.-]+|cpu|memory)/g)].map(
    ([resource]) => resource,
  );
  return make(
    piece,
    'ResourceQuota',
    `The ResourceQuota ${name} counts these resources, so every container has to say how much it takes of them.`,
    [...new Set(resources)].map((resource) => one(resource, message, resourceFields(resource))),
    name,
  );
}

function resourceFields(resource: string): string[] {
  const [kind, ...rest] = resource.split('.');
  if (kind === 'limits' || kind === 'requests')
    return [`spec.containers[*].resources.${kind}.${rest.join('.')}`];
  return kind === 'cpu' || kind === 'memory' ? [`spec.containers[*].resources.requests.${kind}`] : [];
}

function limitRange(piece: Piece): Refusal | undefined {
  const found = [
    ...piece.text.matchAll(
      /((?:maximum|minimum) ([\w./-]+) usage per (Container|Pod|PersistentVolumeClaim) is ([\w.]+)(?:, but (limit|request) is [\w.]+|\.\s+No (limit|request) is specified))/g,
    ),
    ...piece.text.matchAll(
      /(([\w./-]{1,253}) max limit to request ratio per (Container|Pod) is ([\w.]+)[^,\n\]]*(?:, but [^,\n\]]*)?)/g,
    ),
  ];
  if (found.length === 0) return undefined;
  const violations = found.map(([, message = '', resource = '', type = '', , given, missing]) => {
    const kind = `${given ?? missing ?? 'limit'}s`;
    const field =
      type === 'PersistentVolumeClaim'
        ? `spec.resources.${kind}.${resource}`
        : `spec.containers[*].resources.${kind}.${resource}`;
    return one(resource, message, [field]);
  });
  return make(
    piece,
    'LimitRange',
    'A LimitRange of the namespace bounds what one object may ask for. No policy is at work here.',
    violations,
  );
}

function unreachable(piece: Piece): Refusal | undefined {
  const match = /failed calling webhook "([^"]+)": ([^\n]+)/.exec(piece.text);
  if (match === null) return undefined;
  const [message, name = ''] = match;
  return make(
    piece,
    'Webhook',
    `The webhook ${name} could not be asked, and it is set to fail closed: nothing was judged. Look at its pods, service and certificate.`,
    [one(name, message)],
  );
}

function rights(piece: Piece): Refusal | undefined {
  const match = /User "([^"]*)" cannot (\S+) resource "([^"]*)"[^\n]*/.exec(piece.text);
  if (match === null) return undefined;
  const [message, user = '', verb = '', resource = ''] = match;
  return make(
    piece,
    'RBAC',
    `${user} has no right to ${verb} ${resource}: a Role and RoleBinding are missing. No policy is at work here.`,
    [one(`${verb} ${resource}`, message)],
  );
}

function kubelet(piece: Piece): Refusal | undefined {
  const match =
    /container has runAsNonRoot and image (?:will run as root|has non-numeric user \([^)]*\), cannot verify user is non-root)[^\n]*|container's runAsUser breaks non-root policy[^\n]*/.exec(
      piece.text,
    );
  if (match === null) return undefined;
  return make(
    piece,
    'Kubelet',
    'The pod was admitted; the kubelet does not start the container, because it says runAsNonRoot and its image runs as root. Set runAsUser to a user of the image, or build the image with one.',
    [one('runAsNonRoot', match[0], ['spec.containers[*].securityContext.runAsUser'])],
  );
}

function invalid(piece: Piece): Refusal | undefined {
  const named = invalidObject(piece.text);
  const strict = /(?:strict decoding error: |error validating data: )([\s\S]+)$/.exec(piece.text)?.[1];
  const body = (named?.body ?? strict)?.trim();
  if (body === undefined) return undefined;
  const violations = [...body.matchAll(fieldError)].map(([, field = '', message = '']) =>
    one(field, message, [field]),
  );
  const unknown = [...body.matchAll(/unknown field "([^"]+)"/g)].map(([message, field = '']) =>
    one(field, message, [field]),
  );
  const all = [...violations, ...unknown];
  const note = 'The API server finds the object itself wrong, before any policy is asked.';
  return {
    ...make(piece, 'Validation', note, all.length > 0 ? all : [one('', body.split('\n', 1)[0] ?? '')]),
    subject: { ...piece.subject, ...(named === undefined ? {} : { kind: named.kind, name: named.name }) },
  };
}

/** `spec.template.spec.containers[0].image: Required value`, as field errors are joined: by commas or as a list. */
const fieldError =
  /(?:(?:^|\n)\s*\* |^|, |\[)([a-z]\w*(?:[.[][\w.[\]"/-]*)?): ((?:Invalid value|Required value|Forbidden|Unsupported value|Duplicate value|Too long|Too many|Not found)[^\n]*?)(?=, [a-z][\w.[\]]*: |\n|\]$|$)/g;

/** `The Deployment "web" is invalid: …`, `Pod "web" is invalid: …`, `deployments.apps "web" is invalid: …`. */
function invalidObject(
  text: string,
): { readonly kind: string; readonly name: string; readonly body: string } | undefined {
  const end = text.indexOf('" is invalid');
  const start = text.lastIndexOf('"', end - 1);
  if (end < 0 || start < 0) return undefined;
  const kind = /([A-Za-z]+)(?:\.[\w.-]+)? $/.exec(text.slice(Math.max(0, start - 100), start))?.[1];
  const body = text.slice(end + '" is invalid'.length).replace(/^:/, '');
  return kind === undefined ? undefined : { kind, name: text.slice(start + 1, end), body };
}
