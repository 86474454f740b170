// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
var MASKED = "[masked]"
var MASKS = [
  {
    "name": "private-key",
    "pattern": "(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\\s\\\\]+"
  },
  {
    "name": "authorization",
    "pattern": "([Aa]uthorization[\"']?\\s*[:=]\\s*\\[?[\"']?(?:[A-Za-z]+\\s+)?)[^\\s\"',\\]}]+"
  },
  {
    "name": "bearer",
    "pattern": "([Bb]earer\\s+)[A-Za-z0-9._~+/=-]{8,}"
  },
  {
    "name": "cookie",
    "pattern": "((?:[Ss]et-)?[Cc]ookie[\"']?\\s*[:=]\\s*\\[?[\"']?)[^\"'\\]\\s;]+(?:;\\s*[^\"'\\]\\s;]+)*"
  },
  {
    "name": "jwt",
    "pattern": "()\\beyJ[A-Za-z0-9_-]{8,1000}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"
  },
  {
    "name": "url-password",
    "pattern": "(://[^\\s:/@]*:)[^\\s/@]+@"
  },
  {
    "name": "cloud-key",
    "pattern": "()(?:AKIA|ASIA)[A-Z0-9]{16}"
  },
  {
    "name": "password",
    "pattern": "((?:[Pp][Aa][Ss][Ss](?:[Ww][Oo]?[Rr]?[Dd]|[Pp]hrase)|pwd|PWD)s?\\s*[:=]\\s*)[^\\s\"'\\\\,;&)}\\]{\\[]+"
  },
  {
    "name": "password-quoted",
    "pattern": "((?:[Pp][Aa][Ss][Ss](?:[Ww][Oo]?[Rr]?[Dd]|[Pp]hrase)|pwd|PWD)s?\\\\*[\"']?\\s*[:=]\\s*\\\\*[\"'])[^\"'\\\\]+"
  },
  {
    "name": "token",
    "pattern": "((?:[Tt]oken|[Ss]ecret|[Aa]pi[_-]?[Kk]ey|[Aa]ccess[_-]?[Kk]ey|[Pp]rivate[_-]?[Kk]ey|[Cc]redential)s?\\s*[:=]\\s*)[^\\s\"'\\\\,;&)}\\]{\\[]+"
  },
  {
    "name": "token-quoted",
    "pattern": "((?:[Tt]oken|[Ss]ecret|[Aa]pi[_-]?[Kk]ey|[Aa]ccess[_-]?[Kk]ey|[Pp]rivate[_-]?[Kk]ey|[Cc]redential)s?\\\\*[\"']?\\s*[:=]\\s*\\\\*[\"'])[^\"'\\\\]+"
  }
]
