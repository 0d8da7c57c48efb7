package ingest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"harta/internal/store"
)

// reserveSize is what lies ready for the worst day: enough for the write-ahead log of a few deliveries' deletions.
const reserveSize = 4 << 20

// lookEvery is how often the free space is asked for; what the doors let in meanwhile does not fill what they have to leave.
const lookEvery = time.Second

// reserve is a file whose only use is to be deleted: on a disk that others have filled to the last byte, forgetting a delivered
// item needs room too, and the reserve gives it.
type reserve struct{ path string }

// fill makes the file, of bytes that no file system can leave out.
func (r reserve) fill() error {
	if info, err := os.Stat(r.path); err == nil && info.Size() == reserveSize {
		return nil
	}
	bytes := make([]byte, reserveSize)
	if _, err := rand.Read(bytes); err != nil {
		return fmt.Errorf("fill the spool's reserve: %w", err)
	}
	if err := os.WriteFile(r.path, bytes, 0o600); err != nil {
		return errors.Join(fmt.Errorf("fill the spool's reserve: %w", err), r.release())
	}
	return nil
}

// release gives the room to whoever writes next.
func (r reserve) release() error {
	if err := os.Remove(r.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release the spool's reserve: %w", err)
	}
	return nil
}

// look asks for the free space and opens or closes the doors by it.
func (s *Spool) look() {
	free, err := s.o.Free()
	if err != nil {
		s.o.Log.Error("the free space of the disk cannot be known", "err", err)
		return
	}
	s.free.Store(free)
	low := free < s.o.KeepFree
	if s.full.Swap(low) != low {
		s.o.Log.Warn("the disk with the data folder", "full", low, "free", free, "keep_free", s.o.KeepFree)
	}
	if s.o.KeepFree > 0 && free >= s.o.KeepFree+2*reserveSize {
		if err := s.reserve.fill(); err != nil {
			s.o.Log.Warn("no reserve of disk", "err", err)
		}
	}
}

// refuseFull answers a group that the disk had no room for: nobody is told that something was accepted, the doors close until
// the next look, and what was delivered is forgotten with the help of the reserve.
func (s *Spool) refuseFull(group []*op, cause error) {
	if !s.full.Swap(true) {
		s.o.Log.Error("the disk is full", "err", cause)
	}
	var settling []*op
	for _, o := range group {
		if len(o.put) > 0 {
			o.done <- fmt.Errorf("%w: %w", diskFull(), cause)
			continue
		}
		settling = append(settling, o)
	}
	if len(settling) == 0 {
		return
	}
	if err := s.reserve.release(); err != nil {
		s.o.Log.Error("the disk is full", "err", err)
	}
	made, err := s.apply(settling)
	if store.DiskFull(err) {
		err = fmt.Errorf("%w: %w", diskFull(), err)
	}
	s.answer(settling, made, err)
}
