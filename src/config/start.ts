/** What `portcullis init` writes: every setting that matters at first, said in words, with its default. */
export const startConfig = `# yaml-language-server: $schema=./node_modules/portcullis/schema/config.schema.json
# What this repository has decided about hardening. Every line is optional; docs/config.md describes all of them.

# Settings to uncomment stand right behind the #, prose after a blank.

# The version of your cluster. It decides what \`latest\` means.
#kubernetes: "1.34"

# The weakest stage that fails a gate: enforce (default), warn, audit or never.
failOn: enforce

# Files and folders that are no manifests, relative to this file.
ignore:
  - "**/node_modules/**"
  - "**/testdata/**"
  - "**/.kyverno-test/**"

# What applies where a namespace's own labels do not say, as the API server's configuration would.
# Instead of the three, admissionConfig names the file that your API server reads, with its exemptions.
#podSecurity:
#  enforce: privileged
#  audit: baseline
#  warn: baseline

# The level that each class of namespace must carry; the first match decides. A Namespace that misses it fails the gate.
#namespaces:
#  - selector: { matchLabels: { tier: apps } }
#    require: { enforce: restricted, version: v1.34 }
#  - require: { enforce: baseline }

# Custom kinds that hold pod templates, beside the common ones that are known.
#workloads:
#  - { group: example.com, kind: Worker, paths: [spec.template] }

# Kyverno policies and ValidatingAdmissionPolicies to judge by.
#policies: [policies/]

# What \`portcullis policy init\` puts into the guardrails that it writes (docs/guardrails.md).
#guardrails:
#  registries: [registry.example.com, ghcr.io/your-organisation]
#  privilegedNamespaces: [infra]
#  hostPathNamespaces: [infra]
#  requiredLabels: [app.kubernetes.io/name, team]
`;
