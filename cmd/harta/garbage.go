package main

import "runtime"

// roomForGarbage is how many bytes the garbage may take beyond what the runtime would let it. The program itself holds little, so
// that the runtime would clean up after every few hundred taps, which takes more time than the taps do.
const roomForGarbage = 64 << 20

// giveRoom gives the garbage its room until the returned function is called. The room is memory that nobody touches: the runtime
// measures the garbage by it, and the machine never has to find it.
func giveRoom() (end func()) {
	room := make([]byte, roomForGarbage)
	return func() { runtime.KeepAlive(room) }
}
