import { celText, denyContainer } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { noneFound } from './none-found.ts';
import { owned, pod, withImage } from './samples.ts';

const rule = 'Images name a version: a tag other than latest, or a digest';

/** A digest at the end, or a tag and no digest (distribution/reference v0.6). A port is no tag: a path follows it. */
const named = '(@[A-Za-z0-9+._-]+:[0-9a-fA-F]+|^[^@]*:[A-Za-z0-9_][A-Za-z0-9_.-]*)$';

/** Images are pinned to a version; one without a tag means latest. */
export const noLatestTag: Guardrail = {
  name: 'no-latest-tag',
  title: 'Images name a version, and it is not latest',
  severity: 'medium',
  describe: () =>
    `${rule}. An image without a tag is latest. What latest is changes between two starts of the same pod.`,
  classic: () => ({
    rules: [
      {
        name: 'version-named',
        validate: {
          message: rule,
          ...denyContainer([
            {
              key: `{{ regex_match('${named}', element.image || '') }}`,
              operator: 'Equals',
              value: false,
              message: '{{ element.image }} names none',
            },
            {
              key: "{{ ends_with(element.image || '', ':latest') }}",
              operator: 'Equals',
              value: true,
              message: '{{ element.image }} is latest',
            },
          ]),
        },
      },
    ],
  }),
  cel: () => ({
    judges: 'containers',
    variables: [
      { name: 'images', expression: "variables.containers.map(c, c.?image.orValue(''))" },
      {
        name: 'unpinned',
        expression: `variables.images.filter(image, !image.matches(${celText(named)}) || image.endsWith(':latest'))`,
      },
    ],
    validations: [noneFound('unpinned', rule, 'these do not')],
  }),
  samples: () => {
    const digest = `@sha256:${'0'.repeat(64)}`;
    const debugger_ = (image: string): { ephemeralContainers: { name: string; image: string }[] } => ({
      ephemeralContainers: [{ name: 'debugger', image }],
    });
    return [
      { object: pod('tag', withImage('registry.example.com:5000/app:1.0')), breaks: [] },
      { object: pod('digest', withImage(`app${digest}`)), breaks: [] },
      { object: pod('latest-with-digest', withImage(`app:latest${digest}`)), breaks: [] },
      { object: owned('Deployment', 'tag', withImage('app:1.0')), breaks: [] },
      { object: pod('untagged', withImage('app')), breaks },
      { object: pod('latest', withImage('app:latest')), breaks },
      // What stands behind the colon is a port.
      { object: pod('untagged-port', withImage('registry.example.com:5000/app')), breaks },
      {
        object: pod('latest-init', withImage('app:1.0'), {
          initContainers: [{ name: 'init', image: 'app:latest' }],
        }),
        breaks,
      },
      { object: pod('untagged-debugger', withImage('app:1.0'), debugger_('app')), breaks },
      { object: owned('Deployment', 'latest', withImage('app:latest')), breaks },
      { object: owned('CronJob', 'untagged', withImage('app')), breaks },
    ];
  },
};

const breaks = ['version-named'];
