// Says hello with crypto/tls: PORT LOWEST HIGHEST, with versions such as 1.0, or "-" for the default.
package main

import (
	"crypto/tls"
	"os"
)

var versions = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12,
	"1.3": tls.VersionTLS13}

func main() {
	config := &tls.Config{ServerName: "mail.example.com", InsecureSkipVerify: true,
		MinVersion: versions[os.Args[2]], MaxVersion: versions[os.Args[3]]}
	tls.Dial("tcp", "127.0.0.1:"+os.Args[1], config)
}
