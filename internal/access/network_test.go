package access

import "testing"

func TestNetworkIsOneLines(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":                     "192.0.2.7",
		"::ffff:192.0.2.7":              "192.0.2.7",
		"2001:db8:1:2:a:b:c:d":          "2001:db8:1:2::/64",
		"2001:db8:1:2::1":               "2001:db8:1:2::/64",
		"2001:db8:1:3::1":               "2001:db8:1:3::/64",
		"fe80::1%eth0":                  "fe80::/64",
		"::1":                           "::/64",
		"":                              "",
		"somebody":                      "somebody",
		"2001:db8:1:2:a:b:c:d:too:long": "2001:db8:1:2:a:b:c:d:too:long",
	} {
		if got := Network(address); got != want {
			t.Errorf("Network(%q) = %q, want %q", address, got, want)
		}
	}
}

// Login attempts are counted by the same network as everything else.
func TestLoginsOfOneLineAreCountedTogether(t *testing.T) {
	first, second := newGuess("a", "2001:db8:1:2::1"), newGuess("b", "2001:db8:1:2:ffff::2")
	if first.remote != second.remote || first.login == second.login {
		t.Error("two addresses of one line are two")
	}
	if other := newGuess("a", "2001:db8:1:3::1"); other.remote == first.remote {
		t.Error("two lines are one")
	}
}
