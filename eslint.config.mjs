// The published rules for community nodes that run in self-hosted n8n, unchanged. They cover what
// is published: nodes, credentials, src and package.json. Everything else: eslint.tools.config.mjs.
import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';

export default [
	globalIgnores(['dist', 'sandbox', 'test', 'bench', 'scripts', '*.js', '*.mjs', 'coverage']),
	...configWithoutCloudSupport,
];
