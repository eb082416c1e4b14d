/** The environment's own schema, relative to the root; a repository need not have one. */
export const ENVIRONMENT_SCHEMA = "schemas/environment.schema.json";
