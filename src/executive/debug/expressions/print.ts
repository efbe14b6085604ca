/** A resolved expression as text again, for an executive that evaluates it. */

import type { Expression, Node } from './syntax-tree';

export function printExpression({ node, type, count }: Expression): string {
  return [printNode(node), type, count].filter((part) => part !== undefined).join(',');
}

function printNode(node: Node): string {
  switch (node.kind) {
    case 'number':
      return node.value < 0 ? `(-${-node.value})` : String(node.value);
    case 'register':
      return node.name;
    case 'flag':
      return `PSW.${node.name}`;
    case 'name':
      return node.name;
    case 'address':
      return `&${node.name}`;
    case 'memory':
      return `[${printNode(node.address)}${node.type ? `,${node.type}` : ''}]`;
    case 'element':
      return `${node.name}[${printNode(node.index)}]`;
    case 'task':
      return `#${node.task}:(${printNode(node.operand)})`;
    case 'unary':
      return `${node.operator}(${printNode(node.operand)})`;
    case 'binary':
      return `(${printNode(node.left)} ${node.operator} ${printNode(node.right)})`;
  }
}
