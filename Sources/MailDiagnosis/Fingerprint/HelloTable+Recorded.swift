extension HelloTable {
  /// The hellos that were recorded for this package, each from the program itself.
  ///
  /// `Scripts/record-hellos.py` keeps them. The JSON stands in the code, not in a resource: a resource in code is an
  /// array of bytes, which took the compiler 23 s (47 s for release) where this text takes 0.2 s, and a resource in a
  /// bundle could get lost beside the program.
  public static let recorded = (try? HelloTable(json: Array(recordedJSON.utf8))) ?? HelloTable()

  static let recordedJSON = #"""
    {
      "hellos" : [
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035",
            "extensions" : "ff01 000a 0023 002b 0005 000b 0000 0012 fe0d 001b 0010 002d 44cd 0033 0017 ca34 000d",
            "firstALPN" : "68 32",
            "grease" : true,
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0904 0905 0906 0403 0804 0401 0503 0805 0501 0806 0601",
            "versions" : "0304 0303"
          },
          "ja3" : "6ffd1be5b39465e55f5f66d600492926",
          "ja4" : "t13d1517h2_8daaf6152771_cb7bf5808d99",
          "library" : "BoringSSL",
          "program" : "Chromium 156",
          "recorded" : "2026-11-25",
          "shuffled" : true
        },
        {
          "hello" : {
            "cipherSuites" : "c009 c013 c00a c014 002f 0035",
            "extensions" : "0000 0017 ff01 000a 000b 0023",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00"
          },
          "ja3" : "0c8f6c61a3ef1105e7cd8f046180d58b",
          "ja4" : "t10d060600_4dc025c38c38_950472255fe9",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only"
        },
        {
          "hello" : {
            "cipherSuites" : "c009 c013 c00a c014 002f 0035",
            "extensions" : "0000 0017 ff01 000a 000b 0023",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00"
          },
          "ja3" : "926b712e9aea84bfd5a29cd605001b6e",
          "ja4" : "t11d060600_4dc025c38c38_950472255fe9",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035",
            "extensions" : "0000 0017 ff01 000a 000b 0023 000d 0033 002d 002b",
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0804 0401 0503 0805 0501 0806 0601 0201",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "117e3a479f24fc1d38052d156be91f71",
          "ja4" : "t13d171000_5b57614c22b0_78e6aca7449b",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f c02c c030 cca9 cca8 c00a c014 c009 c013 009c 009d 002f 0035",
            "extensions" : "0000 0017 ff01 000a 000b 0023 000d",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0804 0401 0503 0805 0501 0806 0601 0201"
          },
          "ja3" : "25a236c89f50cd54a3e27cbcff325420",
          "ja4" : "t12d140700_c866b44c5a26_0f3b2bcde21d",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c00a c014 c009 c013 009c 009d 002f 0035",
            "extensions" : "0000 0017 ff01 000a 000b 0023 000d 0033 002d 002b",
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0804 0401 0503 0805 0501 0806 0601 0201",
            "versions" : "0304 0303"
          },
          "ja3" : "f5cc5ef6b97f0459370528dc1586c774",
          "ja4" : "t13d171000_5b57614c22b0_78e6aca7449b",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 to 1.3"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303",
            "extensions" : "0000 000a 000d 0033 002d 002b",
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "signatureAlgorithms" : "0403 0804 0401 0503 0805 0501 0806 0601 0201",
            "versions" : "0304"
          },
          "ja3" : "73b548b48bb5560604515d30fad01e1b",
          "ja4" : "t13d030600_55b375c5d22e_678be4e4848e",
          "library" : "BoringSSL",
          "program" : "swift-nio-ssl 2.37",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f35ce21b44ac0b87d3266294bb1b0e20",
          "ja4" : "t13d291300_723694b0fccc_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f35ce21b44ac0b87d3266294bb1b0e20",
          "ja4" : "t13d291300_723694b0fccc_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "LEGACY",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f5f9424af67ad973882f3f703f21994f",
          "ja4" : "t13d231200_3c2288fdfedb_a03b17b91aa0",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "PFS",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c00a c0ad c02b c009 c0ac c030 cca8 c014 c02f c013 009d 0035 c09d 009c 002f c09c 009f ccaa 0039 c09f 009e 0033 c09e",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "dc77af0fe75a1f6074c71845f8d49230",
          "ja4" : "t13d291300_723694b0fccc_bb65a6204070",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "SECURE128",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 c02c cca9 c0ad c030 cca8 009d c09d 009f ccaa c09f",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0018 0019 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0501 080a 0805 0503 0808 0601 080b 0806 0603",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "aed4fd20f8e348f3191036076eb28070",
          "ja4" : "t13d121300_c75d2a32ac66_536892975456",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "SECURE256",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c009 c014 c013 0035 002f 0039 0033",
            "extensions" : "0005 000a 000b 0016 0017 0023 ff01 0000 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00"
          },
          "ja3" : "f9da6377713b446cd6eb93f58e5fc5ac",
          "ja4" : "t10d080900_051fb07a0855_f8a36b20a605",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f35ce21b44ac0b87d3266294bb1b0e20",
          "ja4" : "t13d291300_723694b0fccc_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.3",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c009 c014 c013 0035 002f 0039 0033",
            "extensions" : "0005 000a 000b 0016 0017 0023 ff01 0000 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00"
          },
          "ja3" : "d454c156c9ed186385c86d0721c03271",
          "ja4" : "t11d080900_051fb07a0855_f8a36b20a605",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.1 only",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 ff01 0000 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203"
          },
          "ja3" : "a35a8948ef1262d99ac83ac1a61a40fd",
          "ja4" : "t12d251000_7415a186c913_577ffa9d9a5c",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304"
          },
          "ja3" : "1368b01c00c452d6bd572494ab93e89b",
          "ja4" : "t13d041300_9caa18292e23_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 ff01 0000 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203"
          },
          "ja3" : "a35a8948ef1262d99ac83ac1a61a40fd",
          "ja4" : "t12d251000_7415a186c913_577ffa9d9a5c",
          "library" : "GnuTLS",
          "program" : "gnutls-cli",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f35ce21b44ac0b87d3266294bb1b0e20",
          "ja4" : "t13d291300_723694b0fccc_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "msmtp 1.8",
          "recorded" : "2026-11-25",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b ff01 0000 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "f35ce21b44ac0b87d3266294bb1b0e20",
          "ja4" : "t13d291300_723694b0fccc_2cc26d266019",
          "library" : "GnuTLS",
          "program" : "msmtp 1.8",
          "recorded" : "2026-11-25",
          "settings" : "TLS without STARTTLS",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0023 0033 002b 0031 ff01 002d 001c 0015",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "b1eb3ca3daaf03d365753f0a321e1601",
          "ja4" : "t13i291200_723694b0fccc_899037bd0b8c",
          "library" : "GnuTLS",
          "program" : "wget 1.21",
          "recorded" : "2026-11-25",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 009d c09d 0035 009c c09c 002f 009f ccaa c09f 0039 009e c09e 0033",
            "extensions" : "0005 000a 000b 000d 0016 0017 0023 0033 002b 0031 ff01 002d 001c",
            "groups" : "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0401 0809 0804 0403 0807 0501 080a 0805 0503 0808 0601 080b 0806 0603 0201 0203",
            "versions" : "0304 0303"
          },
          "ja3" : "42efe4d193c9fe5b4c9c173a8b56188e",
          "ja4" : "t13i291300_723694b0fccc_f0b5faa1242c",
          "library" : "GnuTLS",
          "program" : "wget 1.21",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.7.9"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035 c012 000a 1301 1302 1303",
            "extensions" : "0000 0005 000a 000b 000d ff01 0012 002b 0033",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0804 0403 0807 0805 0806 0401 0501 0601 0503 0603 0201 0203",
            "versions" : "0304 0303"
          },
          "ja3" : "473cd7cb9faa642487833865d516e578",
          "ja4" : "t13d190900_9dc949149365_97f8aa674fd9",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "c009 c013 c00a c014 002f 0035 c012 000a",
            "extensions" : "0000 0005 000a 000b ff01 0012 002b",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00",
            "versions" : "0301"
          },
          "ja3" : "f57f8054fa09930d7930ef41da9b16ae",
          "ja4" : "t10d080700_dafb69683c10_583ba773bd60",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035 c012 000a 1301 1302 1303",
            "extensions" : "0000 0005 000a 000b 000d ff01 0012 002b 0033",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0804 0403 0807 0805 0806 0401 0501 0601 0503 0603 0201 0203",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "473cd7cb9faa642487833865d516e578",
          "ja4" : "t13d190900_9dc949149365_97f8aa674fd9",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.3",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035 c012 000a 1301 1302 1303",
            "extensions" : "0000 0005 000a 000b 000d ff01 0012 002b 0033",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0804 0403 0807 0805 0806 0401 0501 0601 0503 0603 0201 0203",
            "versions" : "0304"
          },
          "ja3" : "473cd7cb9faa642487833865d516e578",
          "ja4" : "t13d190900_9dc949149365_97f8aa674fd9",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "c009 c013 c00a c014 002f 0035 c012 000a",
            "extensions" : "0000 0005 000a 000b ff01 0012 002b",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00",
            "versions" : "0302 0301"
          },
          "ja3" : "a017be67065276db4c85ac416fb01376",
          "ja4" : "t11d080700_dafb69683c10_583ba773bd60",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f c02c c030 cca9 cca8 c009 c013 c00a c014 009c 009d 002f 0035 c012 000a",
            "extensions" : "0000 0005 000a 000b 000d ff01 0012 002b",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0804 0403 0807 0805 0806 0401 0501 0601 0503 0603 0201 0203",
            "versions" : "0303"
          },
          "ja3" : "71fbb28f5a4c5e0065d5b552d9a6f393",
          "ja4" : "t12d160800_8cdfa2d4673b_ac0d2f4ec206",
          "library" : "Go crypto/tls",
          "program" : "Go 1.19",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "1.19.8"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 cca8 c02f 009f ccaa 00a3 009e 00a2 c024 c028 c023 c027 006b 006a 0067 0040 c00a c014 c009 c013 0039 0038 0033 0032 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 000d 002b 002d 0032 0033",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0402 0303 0301 0302 0203 0201 0202",
            "versions" : "0304 0303"
          },
          "ja3" : "0a0d72200639a7a39887b9d81a247310",
          "ja4" : "t13d371200_db35923f8641_7c76daad20ec",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 c009 c013 0039 0038 0033 0032 c005 c00f c004 c00e 0035 002f c008 c012 0016 0013 c003 c00d 000a 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 002b",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00",
            "versions" : "0301"
          },
          "ja3" : "a2a9ac7e6300db087ba41b0841fcc06f",
          "ja4" : "t10d220800_8f3dcbce23eb_ddcc4a856434",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c02b cca9 c030 cca8 c02f 009f ccaa 00a3 009e 00a2 c024 c028 c023 c027 006b 006a 0067 0040 c02e c032 c02d c031 c026 c02a c025 c029 c00a c014 c009 c013 0039 0038 0033 0032 c005 c00f c004 c00e 009d 009c 003d 003c 0035 002f c008 c012 0016 0013 c003 c00d 000a 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 000d 002b 0032",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0402 0303 0301 0302 0203 0201 0202",
            "versions" : "0303 0302 0301"
          },
          "ja3" : "06f7512fa6ba9d869abf787f619a4eb6",
          "ja4" : "t12d531000_c9b42ce68566_1f7ae294493e",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.2",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 cca8 c02f 009f ccaa 00a3 009e 00a2 c024 c028 c023 c027 006b 006a 0067 0040 c02e c032 c02d c031 c026 c02a c025 c029 c00a c014 c009 c013 0039 0038 0033 0032 c005 c00f c004 c00e 009d 009c 003d 003c 0035 002f c008 c012 0016 0013 c003 c00d 000a 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 000d 002b 002d 0032 0033",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0402 0303 0301 0302 0203 0201 0202",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "1875aec3e9d2d51ffde08cc376aedcff",
          "ja4" : "t13d561200_bc01e4e2260a_7c76daad20ec",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.3",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303",
            "extensions" : "0000 0005 000a 000d 002b 002d 0032 0033",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0203 0201",
            "versions" : "0304"
          },
          "ja3" : "2a8f7fadcdc42e004e9ba3c2d78ecf24",
          "ja4" : "t13d030800_55b375c5d22e_c1c26d69a8d8",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 c009 c013 0039 0038 0033 0032 c005 c00f c004 c00e 0035 002f c008 c012 0016 0013 c003 c00d 000a 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 002b",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00",
            "versions" : "0302 0301"
          },
          "ja3" : "1313d2dabd1688876a156cb61904b43f",
          "ja4" : "t11d220800_8f3dcbce23eb_ddcc4a856434",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c02b cca9 c030 cca8 c02f 009f ccaa 00a3 009e 00a2 c024 c028 c023 c027 006b 006a 0067 0040 c00a c014 c009 c013 0039 0038 0033 0032 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 0005 000a 000b 0011 0017 0023 000d 002b 0032",
            "groups" : "001d 0017 0018 0019 001e 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0804 0805 0806 0809 080a 080b 0401 0501 0601 0402 0303 0301 0302 0203 0201 0202",
            "versions" : "0303"
          },
          "ja3" : "c6a1ca2ec5e244dddcac555d1bbb3700",
          "ja4" : "t12d341000_0ca14b6c4d46_1f7ae294493e",
          "library" : "Java JSSE",
          "program" : "Java 17",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "17.0.15"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1303 1302 c02b c02f cca9 cca8 c02c c030 c00a c009 c013 c023 c027 c014 009e ccaa 009f 0033 0032 0067 0039 0038 006b 0016 0013 009c 009d 002f 003c 0035 003d 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 0033 002b 000d 002d 001c 0015",
            "groups" : "001d 0017 0018 0019 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "ab5db42466846be28dbb1efc688a4608",
          "ja4" : "t13d351100_948423e5275c_496733ea6893",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c009 c013 c014 0033 0032 0039 0038 0016 0013 002f 0035 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 001c",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00"
          },
          "ja3" : "bdd50745552d4ec0dadac06409eb1525",
          "ja4" : "t10d150600_0849908bd344_cd11c1126f6b",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1303 1302 c02b c02f cca9 cca8 c02c c030 c00a c009 c013 c023 c027 c014 009e ccaa 009f 0033 0032 0067 0039 0038 006b 0016 0013 009c 009d 002f 003c 0035 003d 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 0033 002b 000d 002d 001c 0015",
            "groups" : "001d 0017 0018 0019 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "ab5db42466846be28dbb1efc688a4608",
          "ja4" : "t13d351100_948423e5275c_496733ea6893",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 to 1.3",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f cca9 cca8 c02c c030 c00a c009 c013 c023 c027 c014 009e ccaa 009f 0033 0032 0067 0039 0038 006b 0016 0013 009c 009d 002f 003c 0035 003d 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 000d 001c",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202"
          },
          "ja3" : "02d02cc081e142bdd8886e461d41ce51",
          "ja4" : "t12d320700_3acd2c70fcf0_6b16546de802",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1303 1302 c02b c02f cca9 cca8 c02c c030 c00a c009 c013 c023 c027 c014 009e ccaa 009f 0033 0032 0067 0039 0038 006b 0016 0013 009c 009d 002f 003c 0035 003d 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 0033 002b 000d 002d 001c 0015",
            "groups" : "001d 0017 0018 0019 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202",
            "versions" : "0304 0303"
          },
          "ja3" : "ab5db42466846be28dbb1efc688a4608",
          "ja4" : "t13d351100_948423e5275c_496733ea6893",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 to 1.3",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1303 1302",
            "extensions" : "0000 0017 ff01 000a 0033 002b 000d 002d 001c",
            "groups" : "001d 0017 0018 0019 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201",
            "versions" : "0304"
          },
          "ja3" : "84429dfc66f73902e84700cc4feb9a34",
          "ja4" : "t13d030900_55b375c5d22e_1466a20f5f9e",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c009 c013 c014 0033 0032 0039 0038 0016 0013 002f 0035 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 001c",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00"
          },
          "ja3" : "184977281736e660ad46b4d99c6365ae",
          "ja4" : "t11d150600_0849908bd344_cd11c1126f6b",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c02b c02f cca9 cca8 c02c c030 c00a c009 c013 c023 c027 c014 009e ccaa 009f 0033 0032 0067 0039 0038 006b 0016 0013 009c 009d 002f 003c 0035 003d 000a 0005 0004",
            "extensions" : "0000 0017 ff01 000a 000b 000d 001c",
            "groups" : "001d 0017 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202"
          },
          "ja3" : "02d02cc081e142bdd8886e461d41ce51",
          "ja4" : "t12d320700_3acd2c70fcf0_6b16546de802",
          "library" : "NSS",
          "program" : "tstclnt",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.87.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0601 0602 0603 0501 0502 0503 0401 0402 0403 0301 0302 0303 0201 0202 0203"
          },
          "ja3" : "807fca46d9d0cf63adf4e5e80e414bbe",
          "ja4" : "t12d280700_d943125447b4_a8cc486ca5dc",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "1.1.0g"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "82b4486670f3b1cb29c4c09d2ee7f20d",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "1.1.0g"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0601 0602 0603 0501 0502 0503 0401 0402 0403 0301 0302 0303 0201 0202 0203"
          },
          "ja3" : "807fca46d9d0cf63adf4e5e80e414bbe",
          "ja4" : "t12d280700_d943125447b4_a8cc486ca5dc",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "1.1.0g"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0601 0602 0603 0501 0502 0503 0401 0402 0403 0301 0302 0303 0201 0202 0203"
          },
          "ja3" : "807fca46d9d0cf63adf4e5e80e414bbe",
          "ja4" : "t12d280700_d943125447b4_a8cc486ca5dc",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "1.1.0g"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "502783deb3b7f8312d739b78769aca82",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "1.1.0g"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "40adfd923eb82b89d8836ba37a19bca1",
          "ja4" : "t13d311000_e8f1e7e78f70_5ac7197df9d2",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_3c5a66c06c35",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "a66e498c488aa0523759691248cdfb01",
          "ja4" : "t13d041000_16476d049b0b_78f1d400d464",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "40adfd923eb82b89d8836ba37a19bca1",
          "ja4" : "t13d311000_e8f1e7e78f70_5ac7197df9d2",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_3c5a66c06c35",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "1.1.1l"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02f c02b c030 c02c 009e c027 0067 c028 006b 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 00a2 c0ae c0ac c0a2 c09e c05c c060 c056 c052 c024 006a c023 0040 c00a c014 0039 0038 c009 c013 0033 0032 009d c0a1 c09d c051 009c c0a0 c09c c050 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "0cce74b0d9b7f8528fb2181588d23793",
          "ja4" : "t13d591000_a33745022dd6_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_5ac7197df9d2",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 and up",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "f146948b4a599d4d7ddf071b74696983",
          "ja4" : "t13d041000_16476d049b0b_78f1d400d464",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02f c02b c030 c02c 009e c027 0067 c028 006b 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 00a2 c0ae c0ac c0a2 c09e c05c c060 c056 c052 c024 006a c023 0040 c00a c014 0039 0038 c009 c013 0033 0032 009d c0a1 c09d c051 009c c0a0 c09c c050 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "c0220cd64849a629397a9cb68f78a0ea",
          "ja4" : "t12d560700_99d8c53049f3_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "Node 20.20",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02f c02b c030 c02c 009e 00a2 00a3 009f c027 c023 c013 c009 c028 c024 c014 c00a 0067 0033 0040 006b 0038 0039 009c 009d c0ae c0ac c0a2 c09e 0032 c0a0 c09c 003c 002f c0af c0ad c0a3 c09f 006a c0a1 c09d 003d 0035 cca9 cca8 ccaa c05d c061 c057 c053 c05c c060 c056 c052 c073 c077 00c4 00c3 c072 c076 00be 00bd 0088 0087 0045 0044 c051 c050 00c0 00ba 0084 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "a468eae2a82cd86fea9fd0c541ed8ff0",
          "ja4" : "t13d751100_479067518aa3_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "PHP 8.2",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02f c02b c030 c02c 009e 00a2 00a3 009f c027 c023 c013 c009 c028 c024 c014 c00a 0067 0033 0040 006b 0038 0039 009c 009d c0ae c0ac c0a2 c09e 0032 c0a0 c09c 003c 002f c0af c0ad c0a3 c09f 006a c0a1 c09d 003d 0035 cca9 cca8 ccaa c05d c061 c057 c053 c05c c060 c056 c052 c073 c077 00c4 00c3 c072 c076 00be 00bd 0088 0087 0045 0044 c051 c050 00c0 00ba 0084 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 0015",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "68485c296b23ddbea8137b9d37c1422c",
          "ja4" : "t12d720800_1b75dbf8ecb1_8932e62835fd",
          "library" : "OpenSSL",
          "program" : "PHP 8.2",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "d39e1be3241d516b1f714bd47c2bc968",
          "ja4" : "t13d311100_e8f1e7e78f70_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Perl Net::SSLeay",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "Perl Net::SSLeay",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00a7 006d 00c5 c019 003a 0089 c02c c030 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 c024 c028 006b 006a c073 c077 00c4 00c3 c00a c014 0039 0038 0088 0087 009d c0a1 c09d c051 003d 00c0 0035 0084 00a6 006c 00bf c018 0034 0046 c02b c02f 00a2 009e c0ae c0ac c0a2 c09e c05c c060 c056 c052 c023 c027 0067 0040 c072 c076 00be 00bd c009 c013 0033 0032 0045 0044 009c c0a0 c09c c050 003c 00ba 002f 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 001e 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "793ebbf9fb001f30ed18a4b42c44a0c3",
          "ja4" : "t13d871100_c66346c74e42_24695f2957a7",
          "library" : "OpenSSL",
          "program" : "Postfix 3.7",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "00a7 006d 00c5 c019 003a 0089 c02c c030 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 c024 c028 006b 006a c073 c077 00c4 00c3 c00a c014 0039 0038 0088 0087 009d c0a1 c09d c051 003d 00c0 0035 0084 00a6 006c 00bf c018 0034 0046 c02b c02f 00a2 009e c0ae c0ac c0a2 c09e c05c c060 c056 c052 c023 c027 0067 0040 c072 c076 00be 00bd c009 c013 0033 0032 0045 0044 009c c0a0 c09c c050 003c 00ba 002f 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 0015",
            "groups" : "001d 001e 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602"
          },
          "ja3" : "7da8d5a60f04dc11ba59a94b06b89185",
          "ja4" : "t12d840800_bd790527ddab_a9cca239c6e0",
          "library" : "OpenSSL",
          "program" : "Postfix 3.7",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00a7 006d 00c5 c019 003a 0089 c02c c030 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 c024 c028 006b 006a c073 c077 00c4 00c3 c00a c014 0039 0038 0088 0087 009d c0a1 c09d c051 003d 00c0 0035 0084 00a6 006c 00bf c018 0034 0046 c02b c02f 00a2 009e c0ae c0ac c0a2 c09e c05c c060 c056 c052 c023 c027 0067 0040 c072 c076 00be 00bd c009 c013 0033 0032 0045 0044 009c c0a0 c09c c050 003c 00ba 002f 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 001e 0017 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "793ebbf9fb001f30ed18a4b42c44a0c3",
          "ja4" : "t13d871100_c66346c74e42_24695f2957a7",
          "library" : "OpenSSL",
          "program" : "Postfix 3.7",
          "recorded" : "2026-11-25",
          "settings" : "ciphers high",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 c02b c02f cca9 cca8 c024 c028 c023 c027 009f 009e 006b 0067 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "93c7d42c0df602fb91589311534831f5",
          "ja4" : "t13d181100_85036bcba153_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 c02b c02f cca9 cca8 c024 c028 c023 c027 009f 009e 006b 0067 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "93c7d42c0df602fb91589311534831f5",
          "ja4" : "t13d181100_85036bcba153_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "settings" : "SMTP_SSL",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 c02b c02f cca9 cca8 c024 c028 c023 c027 009f 009e 006b 0067 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "70e47b149c152d891341c87d58c2b327",
          "ja4" : "t12d150700_d68b136fe8d9_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 c02b c02f cca9 cca8 c024 c028 c023 c027 009f 009e 006b 0067 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "93c7d42c0df602fb91589311534831f5",
          "ja4" : "t13d181100_85036bcba153_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.11",
          "recorded" : "2026-11-25",
          "settings" : "no context of its own",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "d39e1be3241d516b1f714bd47c2bc968",
          "ja4" : "t13d311100_e8f1e7e78f70_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "d39e1be3241d516b1f714bd47c2bc968",
          "ja4" : "t13d311100_e8f1e7e78f70_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "settings" : "SMTP_SSL",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "d39e1be3241d516b1f714bd47c2bc968",
          "ja4" : "t13d311100_e8f1e7e78f70_d41ae481755e",
          "library" : "OpenSSL",
          "program" : "Python 3.9",
          "recorded" : "2026-11-25",
          "settings" : "no context of its own",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 0031 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "86d37534033d9c5b60a83ff8b2fbeea3",
          "ja4" : "t13d311200_e8f1e7e78f70_d339722ba4af",
          "library" : "OpenSSL",
          "program" : "Ruby 3.1",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "Ruby 3.1",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0016 0017 0031 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "8f2dfd01a68a182e6d58f285ff59c02b",
          "ja4" : "t13d311100_e8f1e7e78f70_b26ce05bbdd6",
          "library" : "OpenSSL",
          "program" : "curl 7.88",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "e9adeb96bf8214daf745ee07273ce429",
          "ja4" : "t10d090500_c491f621fb4c_d4d584b446d3",
          "library" : "OpenSSL",
          "program" : "curl 7.88",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "2c4428422b734ef16cdbf05bc5d82e08",
          "ja4" : "t12d280600_d943125447b4_a44c6288192a",
          "library" : "OpenSSL",
          "program" : "curl 7.88",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0016 0017 0031 000d 002b 002d 0033 0015",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "8f2dfd01a68a182e6d58f285ff59c02b",
          "ja4" : "t13d311100_e8f1e7e78f70_b26ce05bbdd6",
          "library" : "OpenSSL",
          "program" : "curl 7.88",
          "recorded" : "2026-11-25",
          "settings" : "smtps",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 0038 0088 0087 c019 003a 0089 c009 c013 0033 0032 0045 0044 c018 0034 0046 0035 0084 002f 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "4e9d43688ef48b6b1fbe71f290acfc8f",
          "ja4" : "t10d230600_44099cda8a52_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only with all ciphers",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.1 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "f146948b4a599d4d7ddf071b74696983",
          "ja4" : "t13d041000_16476d049b0b_78f1d400d464",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "TLS without STARTTLS",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 00a3 009f cca9 cca8 ccaa c0af c0ad c0a3 c09f c05d c061 c057 c053 00a7 c02b c02f 00a2 009e c0ae c0ac c0a2 c09e c05c c060 c056 c052 00a6 c024 c028 006b 006a c073 c077 00c4 00c3 006d 00c5 c023 c027 0067 0040 c072 c076 00be 00bd 006c 00bf c00a c014 0039 0038 0088 0087 c019 003a 0089 c009 c013 0033 0032 0045 0044 c018 0034 0046 009d c0a1 c09d c051 009c c0a0 c09c c050 003d 00c0 003c 00ba 0035 0084 002f 0041 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0203 0301 0201 0302 0202 0402 0502 0602",
            "versions" : "0304 0303 0302 0301"
          },
          "ja3" : "ff295f5d4a490262ba0e1578fffcb3de",
          "ja4" : "t13d871000_c66346c74e42_5ac7197df9d2",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "all ciphers",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "openssl s_client",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.0.19"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "f146948b4a599d4d7ddf071b74696983",
          "ja4" : "t13d041000_16476d049b0b_78f1d400d464",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_1f22a2ca17c4",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_e7e480e5a997",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.1.4"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_518fb456ca59",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_65c95ed6af2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "f146948b4a599d4d7ddf071b74696983",
          "ja4" : "t13d041000_16476d049b0b_3eb3b556ea2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_518fb456ca59",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_65c95ed6af2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.2.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_518fb456ca59",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_65c95ed6af2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "f146948b4a599d4d7ddf071b74696983",
          "ja4" : "t13d041000_16476d049b0b_3eb3b556ea2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "a3afc2c46ba4a7d7fbe1cfb7a3031c2f",
          "ja4" : "t13d311000_e8f1e7e78f70_518fb456ca59",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "871a754af286dfb70c1b53c6887c62e0",
          "ja4" : "t12d280700_d943125447b4_65c95ed6af2c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.3.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "caf4ec11cce2d9dba8e2575080fc4dfb",
          "ja4" : "t13d301100_1d37bd780c83_ef4b9b248d72",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "c6dbf3152a545382a95425e390e2d2e8",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "a1f9735e71e856e03a383339dbdcfe1e",
          "ja4" : "t12d270800_a2460661a67a_8a2f1bb0d2df",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "1523544ad0508a8ede27940d3c883b39",
          "ja4" : "t13d031100_55b375c5d22e_79843246cbca",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "001d 0017 001e 0019 0018 0100 0101 0102 0103 0104",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "caf4ec11cce2d9dba8e2575080fc4dfb",
          "ja4" : "t13d301100_1d37bd780c83_ef4b9b248d72",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "1d41372cac33d51bb9265e8f91bf1df0",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0019 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "a1f9735e71e856e03a383339dbdcfe1e",
          "ja4" : "t12d270800_a2460661a67a_8a2f1bb0d2df",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.4.1"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "11ec 001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "27718d56688425cd36a401c66147c4ee",
          "ja4" : "t13d301100_1d37bd780c83_8e6e362c5eac",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0018 0019",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "a3103aa8dbac204128ab34a38acc7962",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "1c9a15ffefdbe3d51d703fde3c4086eb",
          "ja4" : "t12d270800_a2460661a67a_51e440377a6a",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "11ec 001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601",
            "versions" : "0304"
          },
          "ja3" : "3ba554bb8cc32ea0db103acc1708d082",
          "ja4" : "t13d031100_55b375c5d22e_3b85db3eae8d",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d 002b 002d 0033",
            "groups" : "11ec 001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602",
            "versions" : "0304 0303"
          },
          "ja3" : "27718d56688425cd36a401c66147c4ee",
          "ja4" : "t13d301100_1d37bd780c83_8e6e362c5eac",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "0000 000b 000a 0023 0016 0017",
            "groups" : "001d 0017 001e 0018 0019",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00 01 02"
          },
          "ja3" : "0ffbfdada08c77c3f60a0ce2e34d00f7",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 0000 000b 000a 0023 0016 0017 000d",
            "groups" : "001d 0017 001e 0018 0019",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00 01 02",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602"
          },
          "ja3" : "1c9a15ffefdbe3d51d703fde3c4086eb",
          "ja4" : "t12d270800_a2460661a67a_51e440377a6a",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "3.5.2"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 000b 000a 0023 0016 0017 000d 002b 002d 0033 0000",
            "groups" : "11ec 11eb 11ee 001d 0017 001e 0018 0019 0029 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602 0708",
            "versions" : "0304 0303"
          },
          "ja3" : "1a90ed1522533c739c8b5c6bc9f1709b",
          "ja4" : "t13d301100_1d37bd780c83_0d46a1bf4a7c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "000b 000a 0023 0016 0017 0000",
            "groups" : "001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00"
          },
          "ja3" : "8be159884c4d6992f29915193fad2930",
          "ja4" : "t10d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 000b 000a 0023 0016 0017 000d 0000",
            "groups" : "001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602 0708"
          },
          "ja3" : "7587300a163269e450b7419408dfe542",
          "ja4" : "t12d270800_a2460661a67a_da1c4224ca39",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301",
            "extensions" : "ff01 000a 0023 0016 0017 000d 002b 002d 0033 0000",
            "groups" : "11ec 11eb 11ee 001d 0017 001e 0018 0019 0029 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0708",
            "versions" : "0304"
          },
          "ja3" : "443f7367fda9c8f8468a0e77e5fa8d3c",
          "ja4" : "t13d031000_55b375c5d22e_461f675211c1",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1303 1301 c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 000b 000a 0023 0016 0017 000d 002b 002d 0033 0000",
            "groups" : "11ec 11eb 11ee 001d 0017 001e 0018 0019 0029 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602 0708",
            "versions" : "0304 0303"
          },
          "ja3" : "1a90ed1522533c739c8b5c6bc9f1709b",
          "ja4" : "t13d301100_1d37bd780c83_0d46a1bf4a7c",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at least TLS 1.2",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c009 c013 0033 0035 002f 00ff",
            "extensions" : "000b 000a 0023 0016 0017 0000",
            "groups" : "001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00"
          },
          "ja3" : "c53897e3755e0e3476c01773c6f4a2b3",
          "ja4" : "t11d090600_c491f621fb4c_195413a0cc0f",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f",
            "extensions" : "ff01 000b 000a 0023 0016 0017 000d 0000",
            "groups" : "001d 0017 001e 0018 0019 0100 0101",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0905 0906 0904 0403 0503 0603 0807 0808 081a 081b 081c 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0302 0402 0502 0602 0708"
          },
          "ja3" : "7587300a163269e450b7419408dfe542",
          "ja4" : "t12d270800_a2460661a67a_da1c4224ca39",
          "library" : "OpenSSL",
          "program" : "pyOpenSSL",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.2",
          "version" : "4.0.3"
        },
        {
          "hello" : {
            "cipherSuites" : "cca8 cca9 ccaa c02c c030 009f c0ad c09f c024 c028 006b c00a c014 0039 c0af c0a3 c087 c08b c07d c073 c077 00c4 0088 c02b c02f 009e c0ac c09e c023 c027 0067 c009 c013 0033 c0ae c0a2 c086 c08a c07c c072 c076 00be 0045 009d c09d 003d 0035 c032 c02a c00f c02e c026 c005 c0a1 c07b 00c0 0084 c08d c079 c089 c075 009c c09c 003c 002f c031 c029 c00e c02d c025 c004 c0a0 c07a 00ba 0041 c08c c078 c088 c074 00ff",
            "extensions" : "0000 000d 000a 000b 0016 0017 0023",
            "groups" : "0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012 001d 001e",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0603 0601 0503 0501 0403 0401 0303 0301"
          },
          "ja3" : "14a4b22e64580299d355a3a5449ef7be",
          "ja4" : "t12d800700_ee0b5a6c69b8_cdbdbcd6f742",
          "library" : "mbed TLS",
          "program" : "C",
          "recorded" : "2026-11-25",
          "version" : "2.28.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c073 c077 0088 c009 c013 0033 c072 c076 0045 0035 c00f c005 0084 c079 c075 002f c00e c004 0041 c078 c074 00ff",
            "extensions" : "0000 000a 000b 0016 0017 0023",
            "groups" : "0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012 001d 001e",
            "legacyVersion" : "TLSv1.0",
            "pointFormats" : "00"
          },
          "ja3" : "a9a06efe60db8c8fffc51910b71ac4ef",
          "ja4" : "t10d250600_e15af7bc6349_195413a0cc0f",
          "library" : "mbed TLS",
          "program" : "C",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.0 only",
          "version" : "2.28.3"
        },
        {
          "hello" : {
            "cipherSuites" : "cca8 cca9 ccaa c02c c030 009f c0ad c09f c024 c028 006b c00a c014 0039 c0af c0a3 c087 c08b c07d c073 c077 00c4 0088 c02b c02f 009e c0ac c09e c023 c027 0067 c009 c013 0033 c0ae c0a2 c086 c08a c07c c072 c076 00be 0045 009d c09d 003d 0035 c032 c02a c00f c02e c026 c005 c0a1 c07b 00c0 0084 c08d c079 c089 c075 009c c09c 003c 002f c031 c029 c00e c02d c025 c004 c0a0 c07a 00ba 0041 c08c c078 c088 c074 00ff",
            "extensions" : "0000 000d 000a 000b 0016 0017 0023",
            "groups" : "0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012 001d 001e",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0603 0601 0503 0501 0403 0401 0303 0301"
          },
          "ja3" : "14a4b22e64580299d355a3a5449ef7be",
          "ja4" : "t12d800700_ee0b5a6c69b8_cdbdbcd6f742",
          "library" : "mbed TLS",
          "program" : "C",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "2.28.3"
        },
        {
          "hello" : {
            "cipherSuites" : "c00a c014 0039 c073 c077 0088 c009 c013 0033 c072 c076 0045 0035 c00f c005 0084 c079 c075 002f c00e c004 0041 c078 c074 00ff",
            "extensions" : "0000 000a 000b 0016 0017 0023",
            "groups" : "0019 001c 0018 001b 0017 0016 001a 0015 0014 0013 0012 001d 001e",
            "legacyVersion" : "TLSv1.1",
            "pointFormats" : "00"
          },
          "ja3" : "56532b9f0f9390327700eed4af14df6f",
          "ja4" : "t11d250600_e15af7bc6349_195413a0cc0f",
          "library" : "mbed TLS",
          "program" : "C",
          "recorded" : "2026-11-25",
          "settings" : "at most TLS 1.1",
          "version" : "2.28.3"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 c02f cca8 00ff",
            "extensions" : "002b 000b 000a 000d 0017 0005 0000 0012 0033 002d 0023",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0503 0403 0807 0806 0805 0804 0601 0501 0401",
            "versions" : "0304 0303"
          },
          "ja3" : "a94fc11547bcef10847672ff518b3fb9",
          "ja4" : "t13d101100_61a7ad8aa9b6_dc02626b439c",
          "library" : "rustls",
          "program" : "Rust",
          "recorded" : "2026-11-25",
          "version" : "0.20.8"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 c02f cca8 00ff",
            "extensions" : "002b 000b 000a 000d 0017 0005 0000 0012 0023",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0503 0403 0807 0806 0805 0804 0601 0501 0401",
            "versions" : "0303"
          },
          "ja3" : "3b744856b6c668dfe1e355b7aac6ac95",
          "ja4" : "t12d100900_61a7ad8aa9b6_ff029ac06f26",
          "library" : "rustls",
          "program" : "Rust",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "0.20.8"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 c02f cca8 00ff",
            "extensions" : "002b 000b 000a 000d 0017 0005 0000 0012 0033 002d 0023",
            "groups" : "001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0503 0403 0807 0806 0805 0804 0601 0501 0401",
            "versions" : "0304"
          },
          "ja3" : "a94fc11547bcef10847672ff518b3fb9",
          "ja4" : "t13d101100_61a7ad8aa9b6_dc02626b439c",
          "library" : "rustls",
          "program" : "Rust",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "0.20.8"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 00ff",
            "extensions" : "000d 000a 000b 0033 002b 0023 0017 0005 002d 0000",
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0503 0403 0603 0807 0806 0805 0804 0601 0501 0401 0904 0905 0906",
            "versions" : "0304 0303"
          },
          "ja3" : "8ca7f3dbd7744328c555046962f94e34",
          "ja4" : "t13d101000_61a7ad8aa9b6_0d308c48d2a3",
          "library" : "rustls",
          "program" : "Python rtls",
          "recorded" : "2026-11-25",
          "version" : "0.23.45"
        },
        {
          "hello" : {
            "cipherSuites" : "1302 1301 1303 c02c c02b cca9 c030 c02f cca8 00ff",
            "extensions" : "002d 000a 0033 0023 000b 0017 0010 002b 0000 0005 000d",
            "firstALPN" : "68 32",
            "groups" : "11ec 001d 0017 0018",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0503 0403 0603 0807 0806 0805 0804 0601 0501 0401 0904 0905 0906",
            "versions" : "0304 0303"
          },
          "ja3" : "b0c9f256905a15bbe8d85566bd67c35f",
          "ja4" : "t13d1011h2_61a7ad8aa9b6_0d308c48d2a3",
          "library" : "rustls",
          "program" : "uv",
          "recorded" : "2026-11-25",
          "version" : "0.23.46"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 1304 1305 c0b4 c0b5 c02c c02b c030 c02f 009f 009e 00ab 0034 00a7 00aa cca9 cca8 ccaa c027 c023 c028 c024 c00a c009 c007 c008 c014 c013 c011 c012 c0ac c0ae c0af 006b 0067 0039 0033 0016 cc14 cc13 cc15 c006 00b3 00b2 c0a6 c0a7 ccab ccac ccad c037 d001 00b5 c03a 00b4 0045 0088 00be 00c4",
            "extensions" : "002d 0033 002b 000d 000b 000a 0016 0000 0017",
            "groups" : "0019 001c 0018 001b 001e 0017 0016 001a 001d 0015 0014 0101 0100",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0603 0503 0403 0203 0807 0808 0806 080b 0805 080a 0804 0809 0601 0501 0401 0301 0201",
            "versions" : "0304 0303 0302"
          },
          "ja3" : "01fb80be3886db2ebe9ef291dfbe979b",
          "ja4" : "t13d600900_68b42a500d9a_bcf9c9146425",
          "library" : "wolfSSL",
          "program" : "C",
          "recorded" : "2026-11-25",
          "version" : "5.5.4"
        },
        {
          "hello" : {
            "cipherSuites" : "c02c c02b c030 c02f 009f 009e 00ab 0034 00a7 00aa cca9 cca8 ccaa c027 c023 c028 c024 c00a c009 c007 c008 c014 c013 c011 c012 c0ac c0ae c0af 006b 0067 0039 0033 0016 cc14 cc13 cc15 c006 00b3 00b2 c0a6 c0a7 ccab ccac ccad c037 d001 00b5 c03a 00b4 0045 0088 00be 00c4",
            "extensions" : "000d 000b 000a 0016 0000 0017",
            "groups" : "0019 001c 0018 001b 001e 0017 0016 001a 001d 0015 0014 0101 0100",
            "legacyVersion" : "TLSv1.2",
            "pointFormats" : "00",
            "signatureAlgorithms" : "0603 0503 0403 0203 0807 0808 0806 080b 0805 080a 0804 0809 0601 0501 0401 0301 0201"
          },
          "ja3" : "7bbb441ed63cdbc9230a352a44c56fef",
          "ja4" : "t12d530600_9f4633ce5439_6caddbc9a4c7",
          "library" : "wolfSSL",
          "program" : "C",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.2 only",
          "version" : "5.5.4"
        },
        {
          "hello" : {
            "cipherSuites" : "1301 1302 1303 1304 1305 c0b4 c0b5 c02c c02b c030 c02f 009f 009e 00ab 0034 00a7 00aa cca9 cca8 ccaa c027 c023 c028 c024 c00a c009 c007 c008 c014 c013 c011 c012 c0ac c0ae c0af 006b 0067 0039 0033 0016 cc14 cc13 cc15 c006 00b3 00b2 c0a6 c0a7 ccab ccac ccad c037 d001 00b5 c03a 00b4 0045 0088 00be 00c4",
            "extensions" : "002d 0033 002b 000d 000a 0016 0000",
            "groups" : "0019 001c 0018 001b 001e 0017 0016 001a 001d 0015 0014 0101 0100",
            "legacyVersion" : "TLSv1.2",
            "signatureAlgorithms" : "0603 0503 0403 0203 0807 0808 0806 080b 0805 080a 0804 0809 0601 0501 0401 0301 0201",
            "versions" : "0304"
          },
          "ja3" : "6a673b99ad2bf6bf39d92c2592cda051",
          "ja4" : "t13d600700_68b42a500d9a_f741878c55eb",
          "library" : "wolfSSL",
          "program" : "C",
          "recorded" : "2026-11-25",
          "settings" : "TLS 1.3 only",
          "version" : "5.5.4"
        }
      ]
    }
    """#
}
