# The image of the first container of every pod, as an archive that containerd imports: no registry is asked for it.
SRC="$OUT/src"
mkdir "$SRC"
CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$SRC/pause" main.go
cd "$SRC"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf layer.tar pause
LAYER=$(sha256sum layer.tar | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/pause"],"User":"65535:65535"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$(go env GOARCH)" "$LAYER" > config.json
printf '[{"Config":"config.json","RepoTags":["opsctl.test/pause:1"],"Layers":["layer.tar"]}]' > manifest.json
tar -cf "$OUT/pause.tar" manifest.json config.json layer.tar
rm -rf "$SRC"
