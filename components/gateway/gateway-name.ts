/** Name of the gateway and of its namespace in the cluster. Listeners and routes refer to it, so that it never changes. */
export const gatewayName = "gateway";
