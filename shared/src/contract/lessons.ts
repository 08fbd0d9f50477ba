export const lessonsEndpoints = {}
