declare module "virtual:qr-worker" {
  /** The address of the worker's file. */
  const address: string;
  export default address;
}
