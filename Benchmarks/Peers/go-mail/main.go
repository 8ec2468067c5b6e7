// Sends with go-mail; ../README.md says how it is called and what it prints.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/wneessen/go-mail"
)

func processorSeconds() float64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// It has no way to send bytes as they are: it composes the message, each time, around the body of the file.
func compose(body string) *mail.Msg {
	message := mail.NewMsg(mail.WithEncoding(mail.NoEncoding))
	check(message.From("sender@example.test"))
	check(message.To("recipient@example.test"))
	message.Subject("A message of the benchmark")
	message.SetBodyString(mail.TypeTextPlain, body)
	return message
}

func main() {
	if len(os.Args) != 9 {
		fmt.Fprintln(os.Stderr, "usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new")
		os.Exit(64)
	}
	host, security, reuse := os.Args[1], os.Args[3], os.Args[8] == "reuse"
	port, err := strconv.Atoi(os.Args[2])
	check(err)
	file, err := os.ReadFile(os.Args[5])
	check(err)
	_, bodyBytes, _ := bytes.Cut(file, []byte("\r\n\r\n"))
	body := string(bodyBytes)
	count, err := strconv.Atoi(os.Args[6])
	check(err)
	connections, err := strconv.Atoi(os.Args[7])
	check(err)

	options := []mail.Option{mail.WithPort(port), mail.WithTimeout(time.Minute)}
	if security == "plain" {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	} else {
		authority, err := os.ReadFile(os.Args[4])
		check(err)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(authority)
		options = append(options, mail.WithTLSConfig(&tls.Config{
			ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS13,
		}))
		if security == "tls" {
			options = append(options, mail.WithSSL())
		} else {
			options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
		}
	}

	began, processor := time.Now(), processorSeconds()
	var tasks sync.WaitGroup
	for index := range connections {
		tasks.Add(1)
		go func() {
			defer tasks.Done()
			client, err := mail.NewClient(host, options...)
			check(err)
			if reuse {
				check(client.DialWithContext(context.Background()))
			}
			for number := index; number < count; number += connections {
				if reuse {
					check(client.Send(compose(body)))
				} else {
					check(client.DialAndSend(compose(body)))
				}
			}
			if reuse {
				check(client.Close())
			}
		}()
	}
	tasks.Wait()
	fmt.Printf("{\"sent\":%d,\"seconds\":%g,\"processor\":%g}\n",
		count, time.Since(began).Seconds(), processorSeconds()-processor)
}
