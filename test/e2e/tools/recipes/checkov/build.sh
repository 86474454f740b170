# checkov, from its Python package, in a folder that can be moved.
python3 -m pip install --quiet --disable-pip-version-check --no-compile --target "$OUT/lib" checkov==3.3.30
cat > "$OUT/checkov" <<'END'
#!/bin/sh
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$(dirname "$(realpath "$0")")/lib" exec python3 -m checkov.main "$@"
END
chmod +x "$OUT/checkov"
"$OUT/checkov" --version
