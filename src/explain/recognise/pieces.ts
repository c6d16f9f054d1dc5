import { stripVTControlCharacters } from 'node:util';
import { isObject, type Json, own } from '../../kube/json.ts';
import type { Stage } from '../../verdict.ts';
import type { Piece, RefusedSubject } from './refusal.ts';

/** More than any message holds; what lies behind is not looked at. */
const most = 64 * 1024;

/** Cuts what was pasted into refusals and warnings, and reads off each what kubectl, events and logs put around it. */
export function piecesOf(pasted: string): Piece[] {
  const text = stripVTControlCharacters(pasted.slice(0, most)).replaceAll('\r\n', '\n').trim();
  const fromJson = jsonPieces(text);
  if (fromJson.length > 0) return fromJson;
  return segments(text).map(unwrapped);
}

/** A new refusal begins where one of these opens a line. */
const opening =
  /^(?:Warning: |W\d{4} [^\]]*\] |Error from server|Error: |error: |Error creating: |The \w+ "|(?:\S+\s+)?(?:\S+\s+){0,2}(?:Warning|Normal)\s+\w+\s)/;

function segments(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const last = found.at(-1);
    if (last !== undefined && goesOn(last, line)) found[found.length - 1] = `${last}\n${line}`;
    else found.push(line);
  }
  return found.filter((segment) => segment.trim() !== '');
}

/** A refusal may have many lines, a warning has one; those about existing pods belong together. */
function goesOn(before: string, line: string): boolean {
  if (/^\s*Warning: /.test(before))
    return before.includes('existing pods in namespace "') && podSummary.test(line);
  return !opening.test(line.trimStart());
}

const podSummary = /^\s*Warning: \S+(?: \(and \d+ other pods?\))?: /;

function unwrapped(segment: string): Piece {
  const subject: { -readonly [Key in keyof RefusedSubject]: RefusedSubject[Key] } = {};
  let text = segment.trimStart();
  let stage: Stage = 'enforce';
  const warning = /^(?:Warning: |W\d{4} [^\]]*\] )/.exec(text);
  if (warning !== null) {
    stage = 'warn';
    text = text.slice(warning[0].length);
  }
  const file =
    /error when (?:creating|applying patch|retrieving current configuration of|patching|replacing)[^"\n]*"([^"\n]+)"/.exec(
      text,
    )?.[1];
  if (file !== undefined) subject.file = file;
  Object.assign(subject, forbiddenObject(text));
  const creator =
    /\b(replicaset|statefulset|daemonset|job|replicationcontroller)(?:\.apps|\.batch)?\/([a-z0-9][\w.-]*)/i.exec(
      text,
    );
  if (creator !== null && /FailedCreate|Error creating: /.test(text)) {
    const kind = kinds.get(`${creator[1]?.toLowerCase()}s`);
    if (kind !== undefined) subject.creator = { kind, name: creator[2] ?? '' };
  }
  return { text, subject, stage };
}

/** `pods "web-1" is forbidden`, `deployments.apps "web" is forbidden`; a name may still be missing. */
function forbiddenObject(text: string): RefusedSubject {
  const end = text.indexOf(' is forbidden: ');
  if (end < 0) return {};
  const before = text.slice(Math.max(0, end - 400), end);
  const match = /([a-z]+)(?:\.[a-z0-9.-]+)?(?: "([^"]*)")?$/.exec(before);
  const kind = kinds.get(match?.[1] ?? '');
  const name = match?.[2];
  return { ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) };
}

const kinds = new Map([
  ['pods', 'Pod'],
  ['replicasets', 'ReplicaSet'],
  ['deployments', 'Deployment'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['jobs', 'Job'],
  ['cronjobs', 'CronJob'],
  ['replicationcontrollers', 'ReplicationController'],
  ['podtemplates', 'PodTemplate'],
  ['namespaces', 'Namespace'],
  ['services', 'Service'],
  ['configmaps', 'ConfigMap'],
  ['secrets', 'Secret'],
  ['ingresses', 'Ingress'],
  ['persistentvolumeclaims', 'PersistentVolumeClaim'],
]);

/** An AdmissionReview or its response, a Status, an Event or an audit event. */
function jsonPieces(text: string): Piece[] {
  if (!text.startsWith('{')) return [];
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return [];
  }
  const response = own(value, 'response') ?? value;
  const status = own(response, 'status') ?? own(response, 'responseStatus') ?? response;
  const pieces: Piece[] = [];
  for (const message of [own(status, 'message'), own(response, 'note')])
    if (typeof message === 'string' && message !== '') pieces.push(withInvolved(unwrapped(message), value));
  const warnings = own(response, 'warnings');
  if (Array.isArray(warnings))
    for (const one of warnings)
      if (typeof one === 'string') pieces.push({ ...unwrapped(one), stage: 'warn' });
  const annotations = own(response, 'auditAnnotations') ?? own(value, 'annotations');
  if (isObject(annotations))
    for (const [key, one] of Object.entries(annotations))
      if (typeof one === 'string') pieces.push({ ...unwrapped(`${key}: ${one}`), stage: 'audit' });
  return pieces;
}

/** The object an Event is about is what failed to create something. */
function withInvolved(piece: Piece, event: Json): Piece {
  const involved = own(event, 'involvedObject') ?? own(event, 'regarding');
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((key) => own(involved, key));
  if (typeof kind !== 'string' || typeof name !== 'string') return piece;
  const place = typeof namespace === 'string' ? { namespace } : {};
  const creator = piece.text.includes('Error creating: ') ? { creator: { kind, name } } : { kind, name };
  return { ...piece, subject: { ...piece.subject, ...place, ...creator } };
}
