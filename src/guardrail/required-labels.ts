import { celTexts, oneOf } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { noneFound } from './none-found.ts';
import type { Parameters } from './parameters.ts';
import { labelled, owned, pod } from './samples.ts';

/** Every pod carries the labels that say what it is and whose. */
export const requiredLabels: Guardrail = {
  name: 'required-labels',
  title: 'Pods carry the required labels',
  severity: 'low',
  describe: (parameters) => `${rule(parameters)}. Controllers carry them in the template of their pods.`,
  classic: (parameters) => ({
    rules: [
      {
        name: 'labels',
        validate: {
          message: rule(parameters),
          deny: {
            conditions: {
              any: parameters.requiredLabels.map((label) => ({
                key: `{{ request.object.metadata.labels."${label}" || '' }}`,
                operator: 'Equals',
                value: '',
                message: `${label} is missing`,
              })),
            },
          },
        },
      },
    ],
  }),
  cel: (parameters) => ({
    judges: 'pod',
    variables: [
      { name: 'labels', expression: 'variables.pod.?metadata.?labels.orValue({})' },
      {
        name: 'missing',
        expression: `${celTexts(parameters.requiredLabels)}.filter(label, !(label in variables.labels) || variables.labels[label] == '')`,
      },
    ],
    validations: [noneFound('missing', rule(parameters), 'missing')],
  }),
  samples: (parameters) => {
    const all = Object.fromEntries(parameters.requiredLabels.map((label) => [label, 'shop']));
    const [first = '', ...rest] = parameters.requiredLabels;
    const some = Object.fromEntries(rest.map((label) => [label, 'shop']));
    return [
      { object: labelled(pod('labelled', {}), all), breaks: [] },
      { object: labelled(owned('Deployment', 'labelled', {}), all), breaks: [] },
      { object: labelled(owned('CronJob', 'labelled', {}), all), breaks: [] },
      { object: pod('unlabelled', {}), breaks },
      { object: labelled(pod('one-missing', {}), some), breaks },
      { object: labelled(pod('one-empty', {}), { ...some, [first]: '' }), breaks },
      { object: owned('Deployment', 'unlabelled', {}), breaks },
      { object: owned('CronJob', 'unlabelled', {}), breaks },
    ];
  },
};

const breaks = ['labels'];

function rule({ requiredLabels }: Parameters): string {
  const labels = oneOf(requiredLabels).replace(/ or (?=[^ ]*$)/, ' and ');
  return `Every pod carries the label${requiredLabels.length === 1 ? '' : 's'} ${labels}`;
}
