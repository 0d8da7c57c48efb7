// Package town invents a small Bulgarian town and its municipality's every day: who comes to which counter and when, how long
// a request takes, who taps which face, who complains and how that ends. The town is a function of a seed and a last day
// alone, so that the same figures can be shown, tested and timed again.
//
// A town enters through the real doors: the catalogue and the complaints by the register's commands, the answers one by one
// as a kiosk or a page sends them, the service records as a file of the document system that is imported. Nothing of it
// exists anywhere else: people, streets, villages, telephone numbers and events are invented, the numbers and the pace of the
// services only look like a municipality's. Into this noise some truths are planted that a good analysis has to find and a bad
// one misreads: see Truth.
package town
