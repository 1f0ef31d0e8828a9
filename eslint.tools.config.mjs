// Ordinary TypeScript and JavaScript rules for what is not published.
import js from '@eslint/js';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeGlobals = Object.fromEntries(
	[
		'process',
		'console',
		'module',
		'exports',
		'require',
		'__dirname',
		'Buffer',
		'URL',
		'setTimeout',
		'clearTimeout',
		'AbortController',
		'fetch',
	].map((name) => [name, 'readonly']),
);

export default tseslint.config(
	globalIgnores(['dist', 'nodes', 'credentials', 'src', 'coverage', '.tmp']),
	js.configs.recommended,
	tseslint.configs.recommended,
	{
		rules: {
			// A name that starts with an underscore is left out on purpose (`const { password: _, ...rest }`).
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
		},
	},
	{
		files: ['**/*.js', '**/*.mjs'],
		languageOptions: { globals: nodeGlobals },
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
);
