declare module "graphology-layout-forceatlas2/iterate.js" {
  const iterate: (settings: Record<string, number | boolean>, nodes: Float32Array, edges: Float32Array) => unknown;
  export default iterate;
}
