package engine

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// The account of this program in the engine and its database.
const (
	user     = "harta"
	database = "harta"
)

// login is what one run of the engine is reached by. The password lives in this process's memory alone: the engine is given
// its hash.
type login struct {
	port     int
	password string
}

// newLogin takes a free port of the loopback interface and a random password.
func newLogin() (login, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return login{}, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return login{}, fmt.Errorf("free the port: %w", err)
	}
	return login{port: port, password: rand.Text()}, nil
}

func (l login) address() string { return fmt.Sprintf("127.0.0.1:%d", l.port) }

func (l login) dsn() string {
	return fmt.Sprintf("clickhouse://%s:%s@%s/%s", user, l.password, l.address(), database)
}

// folders are the engine's places under the data folder.
type folders struct{ root, data, tmp, files, log string }

func foldersIn(dataFolder string) folders {
	root := filepath.Join(dataFolder, "clickhouse")
	return folders{
		root:  root,
		data:  filepath.Join(root, "data"),
		tmp:   filepath.Join(root, "tmp"),
		files: filepath.Join(root, "files"),
		log:   filepath.Join(dataFolder, "log"),
	}
}

// make creates the folders for the owner alone and empties the temporary one.
func (f folders) make() error {
	if err := os.RemoveAll(f.tmp); err != nil {
		return fmt.Errorf("empty the engine's temporary folder: %w", err)
	}
	for _, dir := range []string{f.root, f.data, f.tmp, f.files, f.log} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the engine's folder: %w", err)
		}
	}
	return nil
}

// configTemplate: every insert is on the disk when it is acknowledged; caches are small, because one town's facts are; half
// of the machine's memory is the limit when none is set. With too little room it begins neither an insert nor a merge.
const configTemplate = `<clickhouse>
  <logger><log>%[1]s</log><size>10M</size><count>3</count><console>false</console></logger>
  <path>%[2]s</path>
  <tmp_path>%[3]s</tmp_path>
  <user_files_path>%[4]s</user_files_path>
  <users_config>%[5]s</users_config>
  <listen_host>127.0.0.1</listen_host>
  <tcp_port>%[6]d</tcp_port>
  <max_server_memory_usage>%[7]d</max_server_memory_usage>
  <max_server_memory_usage_to_ram_ratio>0.5</max_server_memory_usage_to_ram_ratio>
  <storage_configuration><disks><default><keep_free_space_bytes>%[8]d</keep_free_space_bytes></default></disks></storage_configuration>
  <async_load_databases>false</async_load_databases>
  <mark_cache_size>67108864</mark_cache_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
</clickhouse>
`

// usersTemplate: the local session is always the user "default" without a password, and any process of this machine can come
// as that user over the port. So it may open the port and nothing else, and it may run one query at a time, which is the one
// that keeps the engine alive: nobody else gets a turn.
const usersTemplate = `<clickhouse>
  <profiles>
    <default><async_insert>0</async_insert></default>
    <listener>
      <max_concurrent_queries_for_all_users>1</max_concurrent_queries_for_all_users>
      <constraints><max_concurrent_queries_for_all_users><readonly/></max_concurrent_queries_for_all_users></constraints>
    </listener>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <no_password/>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>listener</profile>
      <quota>default</quota>
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query></grants>
    </default>
    <%[1]s>
      <password_sha256_hex>%[2]s</password_sha256_hex>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants><query>GRANT ALL ON *.* WITH GRANT OPTION</query></grants>
    </%[1]s>
  </users>
</clickhouse>
`

// writeConfig writes the engine's two files, readable by the owner alone, and gives the main one's name.
func writeConfig(f folders, l login, memoryLimit int64) (string, error) {
	config := filepath.Join(f.root, "config.xml")
	users := filepath.Join(f.root, "users.xml")
	hash := sha256.Sum256([]byte(l.password))
	contents := map[string]string{
		config: fmt.Sprintf(configTemplate, escape(filepath.Join(f.log, "engine.log")), escape(f.data+"/"), escape(f.tmp+"/"),
			escape(f.files+"/"), escape(users), l.port, memoryLimit, Room),
		users: fmt.Sprintf(usersTemplate, user, hex.EncodeToString(hash[:])),
	}
	for file, text := range contents {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write the engine's configuration: %w", err)
		}
	}
	return config, nil
}

// escape makes a path safe inside XML.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
