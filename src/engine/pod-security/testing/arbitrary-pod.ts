import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../kube/json.ts';

/** Leaves a field out, sets it to null, or sets one of `values`. */
function field(...values: readonly Json[]): fc.Arbitrary<Json | undefined> {
  return fc.constantFrom<Json | undefined>(undefined, undefined, null, ...values);
}

function object(fields: Record<string, fc.Arbitrary<Json | undefined>>): fc.Arbitrary<JsonObject> {
  return fc.record(fields).map((record) => {
    const kept = Object.entries(record).filter(([, value]) => value !== undefined);
    return Object.fromEntries(kept) as JsonObject;
  });
}

function maybe(arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

const profile = maybe(object({ type: field('RuntimeDefault', 'Localhost', 'Unconfined', '') }));

const shared = {
  runAsNonRoot: field(true, true, false),
  runAsUser: field(0, 1000),
  seccompProfile: profile,
  appArmorProfile: profile,
  seLinuxOptions: maybe(
    object({
      type: field('', 'container_t', 'container_engine_t', 'spc_t'),
      user: field('', 'u'),
      role: field('r'),
    }),
  ),
  windowsOptions: maybe(object({ hostProcess: field(true, false) })),
};

const containerSecurity = object({
  ...shared,
  privileged: field(true, false),
  allowPrivilegeEscalation: field(true, false, false),
  procMount: field('Default', 'Unmasked', ''),
  capabilities: maybe(
    object({
      add: field(['NET_BIND_SERVICE'], ['CHOWN', 'SYS_ADMIN'], ['ALL', null], []),
      drop: field(['ALL'], ['ALL'], ['all'], []),
    }),
  ),
});

const handler = maybe(
  object({
    httpGet: maybe(object({ host: field('', '127.0.0.1', '\uff5e', '\u{1f600}') })),
    tcpSocket: maybe(object({ host: field('localhost') })),
  }),
);

const container = object({
  name: fc.constantFrom('web', 'db', 'api', 'a"b', '\u00e9'),
  image: field('shop:1', 'shop:2'),
  securityContext: maybe(containerSecurity),
  ports: maybe(
    fc.array(object({ containerPort: field(80, 443), hostPort: field(0, 9, 10, 8080) }), { maxLength: 3 }),
  ),
  livenessProbe: handler,
  startupProbe: handler,
  lifecycle: maybe(object({ postStart: handler, preStop: handler })),
});

const containers = maybe(fc.array(container, { maxLength: 3 }));

const volume = object({
  name: fc.constantFrom('data', 'logs'),
  emptyDir: field({}),
  secret: field({}),
  hostPath: field({ path: '/' }),
  nfs: field({}),
  futureDisk: field({}),
});

/** Pods of every kind: empty, hardened, wide open, and such as only a file may hold. */
export const arbitraryPod: fc.Arbitrary<JsonObject> = object({
  metadata: maybe(
    object({
      annotations: maybe(
        object({
          'container.apparmor.security.beta.kubernetes.io/web': field('unconfined', 'runtime/default', ''),
          'seccomp.security.alpha.kubernetes.io/pod': field('unconfined', 'localhost/x'),
          'container.seccomp.security.alpha.kubernetes.io/db': field('\u200b'),
        }),
      ),
    }),
  ),
  spec: maybe(
    object({
      initContainers: containers,
      containers,
      ephemeralContainers: containers,
      hostNetwork: field(true, false),
      hostPID: field(true),
      hostIPC: field(true),
      hostUsers: field(true, false),
      os: maybe(object({ name: field('windows', 'linux', 'Windows') })),
      volumes: maybe(fc.array(volume, { maxLength: 3 })),
      securityContext: maybe(
        object({
          ...shared,
          sysctls: maybe(
            fc.array(object({ name: field('net.ipv4.tcp_rmem', 'kernel.sem') }), { maxLength: 2 }),
          ),
        }),
      ),
    }),
  ),
});
