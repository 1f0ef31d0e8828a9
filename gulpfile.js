'use strict';

/**
 * Build: tsc per file into dist, icons and codex files beside the nodes, third-party code bundled
 * once into dist/src/vendor.js, and the templates checked against the nodes that were built.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs/promises');
const path = require('node:path');

const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const DIST = path.join(__dirname, 'dist');

async function clean() {
	await fs.rm(DIST, { recursive: true, force: true });
}

/** TypeScript, file by file: modules with state stay single in a process. */
function compile() {
	return spawn(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
		{
			stdio: 'inherit',
		},
	);
}

function icons() {
	return src(['nodes/**/*.svg', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

function codex() {
	return src('nodes/**/*.node.json', { base: '.' }).pipe(dest('dist'));
}

/** Replaces tsc's output of src/vendor.ts by one bundle of the libraries it names. */
async function vendorBundle() {
	const result = await esbuild.build({
		entryPoints: ['src/vendor.ts'],
		outfile: 'dist/src/vendor.js',
		bundle: true,
		platform: 'node',
		target: 'node22',
		format: 'cjs',
		// The PostgreSQL driver loads these only for uses we never make: a native build, Cloudflare, and
		// passwords from a file of the server's user.
		external: ['pg-native', 'pg-cloudflare', 'pgpass'],
		define: { 'process.env.NODE_PG_FORCE_NATIVE': 'undefined' },
		minify: false,
		legalComments: 'eof',
		metafile: true,
		logLevel: 'warning',
	});
	const packages = new Set(
		Object.keys(result.metafile.inputs)
			.map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1])
			.filter(Boolean),
	);
	await fs.writeFile('dist/VENDOR-LICENSES.txt', await licencesOf([...packages].sort()));
}

/** The licences of what is bundled travel with it. */
async function licencesOf(names) {
	const texts = [];
	for (const name of names) {
		const folder = path.join(__dirname, 'node_modules', name);
		const { version, license } = JSON.parse(
			await fs.readFile(path.join(folder, 'package.json'), 'utf8'),
		);
		texts.push(`${name} ${version} (${license})\n\n${await licenceIn(name, folder)}`);
	}
	return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** The licence file, or the section of the readme that holds it. */
async function licenceIn(name, folder) {
	const files = await fs.readdir(folder);
	const read = async (pattern) => {
		const file = files.find((entry) => pattern.test(entry));
		return file === undefined ? undefined : await fs.readFile(path.join(folder, file), 'utf8');
	};
	const licence = await read(/^licen[cs]e/i);
	if (licence !== undefined) return licence;
	const section = /^#+ *licen[cs]e\s*$([\s\S]*)/im.exec((await read(/^readme/i)) ?? '')?.[1];
	if (section?.includes('Permission is hereby granted')) return section.trimStart();
	throw new Error(`${name} has no licence to pass on`);
}

/** A template that names a node, or a parameter value, that the build does not have must not ship. */
async function templates() {
	const { checkTemplate } = require('./scripts/templates.js');
	const folder = path.join(__dirname, 'workflows');
	for (const file of (await fs.readdir(folder)).filter((name) => name.endsWith('.json'))) {
		const template = JSON.parse(await fs.readFile(path.join(folder, file), 'utf8'));
		const findings = checkTemplate(template, __dirname);
		if (findings.length > 0) throw new Error(`workflows/${file}: ${findings.join('; ')}`);
	}
}

exports.build = series(clean, parallel(compile, icons, codex), vendorBundle, templates);
exports.default = exports.build;
