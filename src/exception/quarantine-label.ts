/** The label that a rollout gives to the contracts it issues by itself. They end on time, and excuse nothing by it. */
export const quarantineLabel = 'portcullis.dev/quarantine';
