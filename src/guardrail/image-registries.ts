import { celText, denyContainer, literalPattern, oneOf } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { noneFound } from './none-found.ts';
import type { Parameters } from './parameters.ts';
import { owned, pod, withImage } from './samples.ts';

/** Images come from the registries that are named, and from nowhere else. */
export const imageRegistries: Guardrail = {
  name: 'image-registries',
  title: 'Images come from allowed registries',
  severity: 'high',
  needs: 'registries',
  describe: ({ registries }) => `${rule(registries)}. Whoever pushes elsewhere cannot run here.`,
  classic: ({ registries }) => ({
    rules: [
      {
        name: 'allowed-registries',
        validate: {
          message: rule(registries),
          ...denyContainer(
            [
              {
                key: `{{ regex_match('${allowed(registries)}', ${fullNameQuery(registries)}) }}`,
                operator: 'Equals',
                value: false,
                message: '{{ element.image }} does not',
              },
            ],
            usesDockerHub(registries) ? [hubContext] : [],
          ),
        },
      },
    ],
  }),
  cel: ({ registries }) => ({
    judges: 'containers',
    variables: [
      { name: 'images', expression: "variables.containers.map(c, c.?image.orValue(''))" },
      {
        name: 'foreign',
        expression: `variables.images.filter(image, !${fullNameCel(registries)}.matches(${celText(allowed(registries))}))`,
      },
    ],
    validations: [noneFound('foreign', rule(registries), 'these do not')],
  }),
  samples: ({ registries }) => {
    const good = `${registries[0]}/app:1.0`;
    const bad = 'elsewhere.example.net/app:1.0';
    return [
      { object: pod('allowed', withImage(good)), breaks: [] },
      {
        object: pod('allowed-digest', withImage(`${registries[0]}/app@sha256:${'0'.repeat(64)}`)),
        breaks: [],
      },
      { object: owned('Deployment', 'allowed', withImage(good)), breaks: [] },
      { object: pod('foreign', withImage(bad)), breaks },
      // A name that only begins as an allowed one does.
      { object: pod('lookalike', withImage(`${registries[0]}.example.net/app:1.0`)), breaks },
      {
        object: pod('foreign-init', withImage(good), { initContainers: [{ name: 'init', image: bad }] }),
        breaks,
      },
      {
        object: pod('foreign-debugger', withImage(good), {
          ephemeralContainers: [{ name: 'debugger', image: bad }],
        }),
        breaks,
      },
      { object: owned('Deployment', 'foreign', withImage(bad)), breaks },
      { object: owned('CronJob', 'foreign', withImage(bad)), breaks },
    ];
  },
};

const breaks = ['allowed-registries'];

function rule(registries: Parameters['registries']): string {
  return `Images come from ${oneOf(registries)}`;
}

function allowed(registries: Parameters['registries']): string {
  const names = registries.map(literalPattern);
  return names.length === 1 ? `^${names[0]}/` : `^(${names.join('|')})/`;
}

/**
 * An image that names no registry is Docker Hub's, and one of a single word is in its `library`: the first part is a
 * registry when it has a dot, a colon or a capital, or is `localhost` (distribution/reference v0.6 splitDockerDomain).
 * Where Docker Hub is not allowed its short names never match, so they need not be written out.
 */
const namesRegistry = '^([^/]*[.:A-Z][^/]*|localhost)/';

function usesDockerHub(registries: Parameters['registries']): boolean {
  return registries.some((registry) => registry === 'docker.io' || registry.startsWith('docker.io/'));
}

/** What the name of a container's image leaves out. */
const hubContext = {
  name: 'hub',
  variable: {
    jmesPath: `!regex_match('${namesRegistry}', element.image || '') && (contains(element.image || '', '/') && 'docker.io/' || 'docker.io/library/') || ''`,
  },
};

function fullNameQuery(registries: Parameters['registries']): string {
  const image = "element.image || ''";
  return usesDockerHub(registries) ? `join('', [hub, ${image}])` : image;
}

function fullNameCel(registries: Parameters['registries']): string {
  return usesDockerHub(registries)
    ? `((image.matches('${namesRegistry}') ? '' : image.contains('/') ? 'docker.io/' : 'docker.io/library/') + image)`
    : 'image';
}
