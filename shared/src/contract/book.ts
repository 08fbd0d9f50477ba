export const bookEndpoints = {}
