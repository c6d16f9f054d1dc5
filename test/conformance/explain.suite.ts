import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { evaluatePodSecurity, type Level, parseVersion } from '../../src/engine/pod-security/index.ts';
import { recognise } from '../../src/explain/recognise/recognise.ts';
import type { Refusal } from '../../src/explain/recognise/refusal.ts';
import { at, isObject, type JsonObject, own, type Path } from '../../src/kube/json.ts';
import { podOf } from '../../src/kube/pod-template.ts';
import type { Suite, Tally } from './harness.ts';

/** Recorded refusals and warnings of four engines, bare and as kubectl, events and logs wrap them. */
export const suite: Suite = {
  name: 'explain',
  share: 1,
  skips: [],
  run(corpora, tally) {
    podSecurity(corpora, tally);
    kyverno(corpora, tally);
    admissionPolicies(corpora, tally);
    gatekeeper(corpora, tally);
  },
};

function rowsOf(corpora: string, file: string, tally: Tally, expected: number): JsonObject[] {
  const rows = readFileSync(join(corpora, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  tally.count(file, expected, rows.length);
  return rows;
}

/** What kubectl, an event and a log make of an error message. */
const errorWraps: Readonly<Record<string, (message: string) => string>> = {
  bare: (message) => message,
  'kubectl create': (message) =>
    `Error from server (Forbidden): error when creating "k8s/app.yaml": ${message}`,
  'kubectl run': (message) => `Error from server (Forbidden): ${message}\n`,
  event: (message) => `3m21s  Warning  FailedCreate  replicaset/checkout-7c9f  Error creating: ${message}`,
  describe: (message) =>
    `  Warning  FailedCreate  12s (x14 over 3m)  replicaset-controller  Error creating: ${message}`,
  'describe, whole': (message) =>
    `Name:           checkout-7c9f\nNamespace:      shop\nControlled By:  Deployment/checkout\nEvents:\n  Type     Reason        Age   From                   Message\n  ----     ------        ----  ----                   -------\n  Warning  FailedCreate  12s   replicaset-controller  Error creating: ${message}`,
  'helm upgrade': (message) => `Error: UPGRADE FAILED: cannot patch "web" with kind Deployment: ${message}`,
  'Argo CD': (message) => `one or more objects failed to apply, reason: ${message} (retried 5 times).`,
  'log of Argo CD': (message) =>
    `time="2026-11-22T02:00:00Z" level=error msg="Failed" error=${JSON.stringify(message)}`,
  Flux: (message) => `Deployment/shop/web dry-run failed (Forbidden): ${message}`,
  Status: (message) =>
    JSON.stringify({ kind: 'Status', status: 'Failure', message, reason: 'Forbidden', code: 403 }),
  'event in JSON': (message) =>
    JSON.stringify({
      kind: 'Event',
      involvedObject: { kind: 'ReplicaSet', name: 'checkout-7c9f', namespace: 'shop' },
      message: `Error creating: ${message}`,
    }),
  'condition in YAML': (message) =>
    stringify({ status: { conditions: [{ type: 'ReplicaFailure', message }] } }),
  'quoted mail': (message) =>
    message
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  'between others': (message) => `namespace/shop unchanged\n${message}\nservice/app created`,
};

/** What is made of a block of several lines. */
const blockWraps: Readonly<Record<string, (message: string) => string>> = {
  helm: (message) => `Error: INSTALLATION FAILED: 1 error occurred:\n\t* ${message}\n\n`,
  'Argo CD': (message) =>
    `one or more objects failed to apply, reason: error when patching "/dev/shm/1": ${message.trimEnd()} (retried 5 times).`,
  'log of Flux': (message) =>
    JSON.stringify({ level: 'error', error: `Deployment/shop/web dry-run failed: ${message}` }),
  Status: (message) => JSON.stringify({ kind: 'Status', message }),
};

const warningWraps: Readonly<Record<string, (message: string) => string>> = {
  kubectl: (message) => `Warning: ${message}\npod/web-1 created`,
  log: (message) => `W1122 09:12:01.123456   4711 warnings.go:70] ${message}`,
};

function podSecurity(corpora: string, tally: Tally): void {
  const files = { controllers: 50, errors: 10, exemptions: 25, namespaces: 55, pods: 110 };
  for (const [name, expected] of Object.entries(files)) {
    for (const row of rowsOf(corpora, `psa/admission-${name}.jsonl`, tally, expected)) {
      const message = at(row, ['response', 'status', 'message']);
      if (typeof message === 'string' && message.includes('PodSecurity')) {
        for (const [wrap, make] of Object.entries(errorWraps)) {
          if (wrap === 'between others' && message.includes('\n')) continue;
          tally.check(
            `PodSecurity, refused, ${wrap}`,
            textOf(row.id),
            wrong(make(message), 'enforce', message, row),
          );
        }
      }
      const warnings = at(row, ['response', 'warnings']);
      for (const warning of Array.isArray(warnings) ? warnings : []) {
        if (typeof warning !== 'string' || !warning.includes('would violate')) continue;
        for (const [wrap, make] of Object.entries(warningWraps))
          tally.check(
            `PodSecurity, warned, ${wrap}`,
            textOf(row.id),
            wrong(make(warning), 'warn', warning, row),
          );
      }
      const audit = at(row, ['response', 'auditAnnotations', 'audit-violations']);
      if (typeof audit === 'string') {
        const event = JSON.stringify({
          kind: 'Event',
          annotations: { 'pod-security.kubernetes.io/audit-violations': audit },
        });
        tally.check('PodSecurity, audited', textOf(row.id), wrong(event, 'audit', audit, row));
      }
    }
  }
}

/** Policy, checks and named containers must be those of the evaluator. */
function wrong(text: string, stage: string, message: string, row: JsonObject): string | null {
  const [refusal, ...more] = recognise(text);
  if (refusal === undefined || more.length > 0)
    return `recognised ${more.length + (refusal ? 1 : 0)} refusals, not 1`;
  const [, level = '', version = ''] = /PodSecurity "(\w+):([\w.]+)"/.exec(message) ?? [];
  if (refusal.refuser !== 'PodSecurity') return `refuser ${refusal.refuser}`;
  if (refusal.stage !== stage) return `stage ${refusal.stage}, not ${stage}`;
  if (refusal.policy !== `${level}@${version}`) return `policy ${refusal.policy}`;
  const object = at(row, ['request', 'object']);
  if (!isObject(object)) return 'no object';
  const resource = {
    apiVersion: textOf(object.apiVersion),
    kind: textOf(object.kind),
    namespace: '',
    name: '',
    object,
    origin: { file: '', start: { line: 1, column: 1 } },
  };
  const pod = podOf(resource);
  if (pod === undefined) return 'no pod';
  const result = evaluatePodSecurity(pod, {
    level: level as Level,
    version: parseVersion(version) ?? 'latest',
  });
  const expected = result.results.map(
    ({ checkId, fields }) =>
      `${checkId}: ${[...new Set(fields.map((field) => holder(pod, field)))].sort().join(' ')}`,
  );
  const found = refusal.violations.map(
    ({ rule, fields }) => `${rule}: ${[...new Set(fields.map(holderOf))].sort().join(' ')}`,
  );
  const implicit = differsOnlyByImplied(expected, found);
  return JSON.stringify(expected) === JSON.stringify(found) || implicit
    ? null
    : `expected ${expected.join('; ')}, found ${found.join('; ')}`;
}

/** What a field belongs to: a container by its name, a volume by its name, else the pod. */
function holder(pod: unknown, field: Path): string {
  const [spec, list, index] = field;
  if (spec !== 'spec') return 'annotation';
  if (typeof index !== 'number') return 'pod';
  const name = own(at(pod, [spec, list ?? '', index]), 'name');
  return `${list === 'volumes' ? 'volume' : 'container'} ${typeof name === 'string' ? name : ''}`;
}

function holderOf(field: string): string {
  const container = /^containers\[name=(.*?)\]\./s.exec(field);
  if (container !== null) return `container ${container[1]}`;
  const volume = /^spec\.volumes\[name=(.*)\]$/s.exec(field);
  return volume === null ? 'pod' : `volume ${volume[1]}`;
}

/**
 * A message names explicit offenders and is silent about implied ones, and of annotations it names no holder: what is
 * found may then be a part of what is expected.
 */
function differsOnlyByImplied(expected: readonly string[], found: readonly string[]): boolean {
  return (
    expected.length === found.length &&
    expected.every((text, index) => {
      const [rule, names] = split(text);
      const [foundRule, foundNames] = split(found[index] ?? '');
      if (rule !== foundRule) return false;
      if (names === foundNames) return true;
      const silent = [
        'runAsNonRoot',
        'seccompProfile_restricted',
        'appArmorProfile',
        'seccompProfile_baseline',
      ].includes(rule);
      return (
        silent &&
        (foundNames === ''
          ? names.includes('annotation')
          : foundNames.split(/ (?=container |pod$|annotation)/).every((name) => names.includes(name)))
      );
    })
  );
}

function split(text: string): [string, string] {
  const colon = text.indexOf(': ');
  return [text.slice(0, colon), text.slice(colon + 2)];
}

function kyverno(corpora: string, tally: Tally): void {
  for (const row of rowsOf(corpora, 'kyverno/upstream-rows.jsonl', tally, 4233)) {
    const { policy, rule, resource, message } = row as Record<string, string>;
    // A few rows are about no Kubernetes object, or a generated one without its kind.
    if (!message || !policy || !rule || !resource || resource.split('/').length < 4) continue;
    const [kind, namespace, name] = resource.split('/').slice(-3);
    const block = stringify({ [policy]: { [rule]: message } }, { lineWidth: 0 });
    const text = `Error from server: error when creating "x.yaml": admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource ${kind}/${namespace}/${name} was blocked due to the following policies \n\n${block}`;
    tally.check(
      'Kyverno, blocked',
      `${policy}/${rule} ${resource}`,
      differs(recognise(text), 'Kyverno', policy, rule, message),
    );
    const subject = recognise(text)[0]?.subject;
    const right =
      subject?.kind === kind && subject?.name === name && (subject?.namespace ?? '') === namespace;
    for (const [wrap, make] of Object.entries(blockWraps))
      tally.check(
        `Kyverno, ${wrap}`,
        `${policy}/${rule} ${resource}`,
        differs(
          recognise(make(text.slice(text.indexOf('admission webhook')))),
          'Kyverno',
          policy,
          rule,
          message,
        ),
      );
    tally.check('Kyverno, subject', resource, right ? null : `found ${JSON.stringify(subject)}`);
    if (message.includes('\n') || message.includes('; Policy ')) continue;
    const cel = `Error from server: admission webhook "vpol.validate.kyverno.svc-fail" denied the request: Policy ${policy} failed: ${message}`;
    tally.check(
      'Kyverno, CEL',
      `${policy} ${resource}`,
      differs(recognise(cel), 'Kyverno', policy, '', message),
    );
    tally.check(
      'Kyverno, warned',
      `${policy}/${rule} ${resource}`,
      differs(recognise(`Warning: policy ${policy}.${rule}: ${message}`), 'Kyverno', null, null, message),
    );
    tally.check(
      'Kyverno, event',
      `${policy}/${rule} ${resource}`,
      differs(recognise(`policy ${policy}/${rule} fail: ${message}`), 'Kyverno', policy, rule, message),
    );
  }
}

function differs(
  found: readonly Refusal[],
  refuser: string,
  policy: string | null,
  rule: string | null,
  message: string,
): string | null {
  const [refusal, ...more] = found;
  const [violation] = refusal?.violations ?? [];
  if (refusal === undefined || more.length > 0 || violation === undefined)
    return `recognised ${found.length} refusals`;
  if (refusal.refuser !== refuser) return `refuser ${refusal.refuser}`;
  if (policy !== null && violation.policy !== policy) return `policy ${violation.policy}, not ${policy}`;
  if (rule !== null && violation.rule !== rule) return `rule ${violation.rule}, not ${rule}`;
  return violation.message === message.trim()
    ? null
    : `message ${JSON.stringify(violation.message)}, not ${JSON.stringify(message)}`;
}

function admissionPolicies(corpora: string, tally: Tally): void {
  for (const [index, row] of rowsOf(corpora, 'vap/validating.jsonl', tally, 290).entries()) {
    const message = at(row, ['answer', 'message']);
    const parts =
      /ValidatingAdmissionPolicy '([^']*)' with binding '([^']*)' denied request: ([\s\S]*)$/.exec(
        textOf(message),
      );
    if (parts !== null) {
      for (const [wrap, make] of Object.entries(errorWraps)) {
        if (wrap === 'between others') continue;
        const found = recognise(make(textOf(message)));
        const problem = differs(found, 'ValidatingAdmissionPolicy', parts[1] ?? '', '', parts[3] ?? '');
        tally.check(
          `VAP, refused, ${wrap}`,
          String(index),
          problem ?? (found[0]?.binding === parts[2] ? null : `binding ${found[0]?.binding}`),
        );
      }
    }
    if (parts !== null) {
      // What kubectl makes of the reason Invalid, which a policy's refusal has unless it says otherwise.
      const found = recognise(
        `The pods "web-1" is invalid: : ${textOf(message).slice(textOf(message).indexOf('ValidatingAdmissionPolicy'))}`,
      );
      const subject = found[0]?.subject;
      tally.check(
        'VAP, refused, as invalid',
        String(index),
        differs(found, 'ValidatingAdmissionPolicy', parts[1] ?? '', '', parts[3] ?? '') ??
          (subject?.kind === 'Pod' && subject.name === 'web-1' ? null : `subject ${JSON.stringify(subject)}`),
      );
    }
    const warnings = at(row, ['answer', 'warnings']);
    for (const warning of Array.isArray(warnings) ? warnings : []) {
      const said =
        /^Validation failed for ValidatingAdmissionPolicy '([^']*)' with binding '[^']*': ([\s\S]*)$/.exec(
          textOf(warning),
        );
      if (said === null) continue;
      const found = recognise(`Warning: ${textOf(warning)}`);
      tally.check(
        'VAP, warned',
        String(index),
        differs(found, 'ValidatingAdmissionPolicy', said[1] ?? '', '', said[2] ?? ''),
      );
    }
    const annotation = at(row, [
      'answer',
      'auditAnnotations',
      'validation.policy.admission.k8s.io/validation_failure',
    ]);
    if (typeof annotation === 'string') {
      const event = JSON.stringify({
        kind: 'Event',
        annotations: { 'validation.policy.admission.k8s.io/validation_failure': annotation },
      });
      const [first] = JSON.parse(annotation) as {
        policy: string;
        message: string;
        expressionIndex: number;
      }[];
      if (first !== undefined)
        tally.check(
          'VAP, audited',
          String(index),
          differs(
            recognise(event),
            'ValidatingAdmissionPolicy',
            first.policy,
            `validations[${first.expressionIndex}]`,
            first.message,
          ),
        );
    }
  }
}

function gatekeeper(corpora: string, tally: Tally): void {
  for (const row of rowsOf(corpora, 'gatekeeper/verdicts/library-rego.jsonl', tally, 194)) {
    const results = (Array.isArray(row.results) ? row.results : []).filter(isObject);
    if (results.length === 0) continue;
    const lines = results.map(({ constraintName, msg }) => ({
      name: textOf(constraintName),
      message: textOf(msg),
    }));
    if (lines.some(({ message }) => message.includes('\n'))) continue;
    for (const [form, line] of Object.entries({ now: '[NAME] MSG', before: '[denied by NAME] MSG' })) {
      const body = lines
        .map(({ name, message }) => line.replace('NAME', () => name).replace('MSG', () => message))
        .join('\n');
      const text = `Error from server (Forbidden): error when creating "x.yaml": admission webhook "validation.gatekeeper.sh" denied the request: ${body}`;
      const violations = recognise(text)[0]?.violations ?? [];
      const right =
        violations.length === lines.length &&
        violations.every(
          ({ policy, message }, at) => policy === lines[at]?.name && message === lines[at]?.message.trim(),
        );
      tally.check(
        `Gatekeeper, ${form}`,
        `${textOf(row.suite)} ${textOf(row.case)}`,
        right ? null : `found ${JSON.stringify(violations)}`,
      );
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
