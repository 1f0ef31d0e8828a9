'use strict';

/** Checks an importable workflow template against the nodes of this package as they were built. */
const path = require('node:path');

/** Fields that n8n writes into exported workflows and that belong to one installation only. */
const INSTANCE_FIELDS = ['id', 'versionId', 'meta', 'pinData', 'shared', 'staticData'];

/**
 * @param {Record<string, unknown>} template the parsed workflow
 * @param {string} root the package's folder, with `dist` built
 * @returns {string[]} what is wrong, one sentence each; empty when the template may ship
 */
function checkTemplate(template, root) {
	const manifest = require(path.join(root, 'package.json'));
	const types = ownNodeTypes(manifest, root);
	const findings = INSTANCE_FIELDS.filter((field) => template[field] !== undefined).map(
		(field) => `it carries "${field}", which belongs to one n8n installation`,
	);
	const names = new Set(template.nodes.map((node) => node.name));
	for (const node of template.nodes) {
		if (node.credentials !== undefined) findings.push(`"${node.name}" carries a credential`);
		if (!node.type.startsWith(`${manifest.name}.`)) continue;
		const description = types.get(node.type.slice(manifest.name.length + 1));
		if (description === undefined) {
			findings.push(`"${node.name}" is of the unknown type ${node.type}`);
			continue;
		}
		const versions = [description.version].flat();
		if (!versions.includes(node.typeVersion)) {
			findings.push(
				`"${node.name}" is of version ${node.typeVersion}, built is ${versions.join(', ')}`,
			);
		}
		const known = new Set(description.properties.map((property) => property.name));
		for (const parameter of Object.keys(node.parameters)) {
			if (!known.has(parameter))
				findings.push(`"${node.name}" sets the unknown parameter ${parameter}`);
		}
	}
	for (const [from, outputs] of Object.entries(template.connections)) {
		const targets = Object.values(outputs).flat(2).filter(Boolean);
		for (const name of [from, ...targets.map((target) => target.node)]) {
			if (!names.has(name))
				findings.push(`a connection names "${name}", which is not in the workflow`);
		}
	}
	return findings;
}

function ownNodeTypes(manifest, root) {
	const types = new Map();
	for (const file of manifest.n8n.nodes) {
		for (const NodeType of Object.values(require(path.join(root, file)))) {
			const { description } = new NodeType();
			types.set(description.name, description);
		}
	}
	return types;
}

module.exports = { checkTemplate };
