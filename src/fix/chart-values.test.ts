import { expect, test } from 'vitest';
import { decidedByValues } from './chart-values.ts';

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a block of values on the same line',
    'spec:\n  template:\n    spec:\n      securityContext: {{ toYaml .Values.pod | nindent 8 }}\n',
    ['4 pod securityContext of the pod'],
  ],
  [
    'a block of values on the next line, of the pod and of a container',
    'spec:\n  template:\n    spec:\n      securityContext:\n        {{- toYaml .Values.podSecurityContext | nindent 8 }}\n      containers:\n        - name: app\n          securityContext:\n            {{- toYaml .Values.app.securityContext | nindent 12 }}\n',
    [
      '4 podSecurityContext securityContext of the pod',
      '8 app.securityContext securityContext of the container',
    ],
  ],
  [
    'inside of with',
    'spec:\n  template:\n    spec:\n      {{- with .Values.podSecurityContext }}\n      securityContext:\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n',
    ['5 podSecurityContext securityContext of the pod'],
  ],
  [
    'single fields, with a default',
    'spec:\n  hostNetwork: {{ .Values.hostNetwork | default false }}\n  containers:\n  - securityContext:\n      runAsUser: {{ .Values.uid }}\n    name: a\n',
    ['2 hostNetwork hostNetwork of the pod', '5 uid runAsUser of the container'],
  ],
  ['a with that has ended', '{{- with .Values.a }}\n{{- end }}\nsecurityContext:\n  {{- toYaml . }}\n', []],
  ['what is written in the template', 'securityContext:\n  runAsNonRoot: true\n', []],
  ['a value that is computed', 'securityContext:\n  {{- include "web.security" . | nindent 2 }}\n', []],
  ['a key that is no field of security', 'image: {{ .Values.image }}\n', []],
];

test.each(cases)('%s', (_, template, found) => {
  expect(
    decidedByValues(template).map(({ line, value, field, of }) => `${line} ${value} ${field} of the ${of}`),
  ).toEqual(found);
});
