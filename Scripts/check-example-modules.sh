#!/bin/sh
# Shows which modules a program compiles that depends on the Sealpost product alone, and fails where one is among them that
# has no business there: a web server, an HTTP client, a database, an argument parser.
set -eu
cd "$(dirname "$0")/.."

folder=$(swift build --package-path Examples/SendMail --show-bin-path)
# SwiftPM makes a folder for every module that it knows of; object files are only in those that it compiled.
compiled=$(find "$folder"/ -name '*.o' -path '*.build/*' | sed 's|.*/\([^/]*\)\.build/.*|\1|' | sort -u)

# Sealpost's own, then NIO, NIOSSL, swift-crypto, swift-certificates, swift-log, swift-metrics, swift-distributed-tracing, and what these need.
allowed="
MIME SASL SMTPCore SMTPSending Sealpost SendMail TLSWire
CNIOAtomics CNIODarwin CNIOFreeBSD CNIOLinux CNIOOpenBSD CNIOPosix CNIOWASI CNIOWindows NIO NIOConcurrencyHelpers NIOCore NIOEmbedded
NIOFoundationCompat NIOFoundationEssentialsCompat NIOPosix NIOTLS _NIOBase64 _NIODataStructures _NIOFileSystem
CNIOBoringSSL CNIOBoringSSLShims NIOSSL
CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims Crypto CryptoBoringWrapper CryptoExtras _CertificateInternals
_CryptoExtras X509 SwiftASN1
Logging
CoreMetrics Instrumentation ServiceContextModule Tracing
Atomics _AtomicsShims DequeModule InternalCollectionsUtilities ContainersPreview SystemPackage CSystem
"
for module in SMTPSending NIOCore NIOSSL X509; do
  case " $(echo $compiled) " in
    *" $module "*) ;;
    *)
      echo "check-example-modules: $module was not found among what was compiled, so nothing is known" >&2
      exit 1
      ;;
  esac
done

status=0
for module in $compiled; do
  case " $(echo $allowed) " in
    *" $module "*) ;;
    *)
      echo "check-example-modules: $module is compiled, and should not be" >&2
      status=1
      ;;
  esac
done
echo "A program that depends on Sealpost alone compiles:" $compiled
exit $status
