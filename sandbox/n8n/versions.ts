/**
 * The n8n release the sandbox brings. 2.41.3 names a package version that was never published, so
 * the pin is exact.
 */
export const N8N_VERSION = '2.41.1';
