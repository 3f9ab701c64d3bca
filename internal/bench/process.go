package bench

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// resetPeak makes the system forget how much memory the process has used. Only
// Linux can.
func resetPeak() bool { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil }

// peakRSS is the most resident memory since then, in kilobytes.
func peakRSS() (int64, bool) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, rest, ok := bytes.Cut(b, []byte("VmHWM:"))
	word, _, _ := bytes.Cut(bytes.TrimLeft(rest, "\t "), []byte(" "))
	kb, err := strconv.ParseInt(string(word), 10, 64)
	return kb, ok && err == nil
}

// cpuTime is the processor time that the process has used, 0 where the system
// does not say. It tells what a figure costs whatever else the machine does.
func cpuTime() time.Duration {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	const tick = 10 * time.Millisecond // Linux counts in hundredths of a second
	_, rest, _ := bytes.Cut(b, []byte(") "))
	words := bytes.Fields(rest)
	if len(words) < 13 {
		return 0
	}
	user, err1 := strconv.ParseInt(string(words[11]), 10, 64)
	system, err2 := strconv.ParseInt(string(words[12]), 10, 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	return time.Duration(user+system) * tick
}
