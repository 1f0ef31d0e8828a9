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
		findings.push(...checkParameters(node, description));
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

/** Names of all parameters, and the values of those that offer a choice. */
function checkParameters(node, description) {
	const findings = [];
	for (const [name, value] of Object.entries(node.parameters)) {
		// n8n itself gives this one to every polling trigger.
		if (name === 'pollTimes' && description.polling === true) continue;
		const properties = description.properties.filter((property) => property.name === name);
		if (properties.length === 0) {
			findings.push(`"${node.name}" sets the unknown parameter ${name}`);
			continue;
		}
		// A field can stand there several times, each for other operations.
		if (!properties.every(({ type }) => type === 'options' || type === 'multiOptions')) continue;
		const offered = new Set(
			properties.flatMap(({ options }) => options.map((option) => option.value)),
		);
		for (const chosen of [value].flat()) {
			if (!offered.has(chosen) && !String(chosen).startsWith('='))
				findings.push(`"${node.name}" sets ${name} to "${chosen}", which is not offered`);
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
