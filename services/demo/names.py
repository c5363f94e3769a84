"""Given and family names from many places, in no order.

How many there are of each has no common divisor, so that counting through both gives every pair once.
"""

import unicodedata


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words("""
    Amélie Noah Yuki Fatima Łukasz Priya Mateus Ingrid Chidi Zoë Hiroshi Leila Søren Ana Oluwaseun Björk Rajesh
    Camille  Dimitri Aisha Wei Giulia Tomáš Nokuthula Liam Mei Håkon Valentina Kwame Siobhán Ravi Elif Jean-Luc
    Sofía Tariq Emma  Ngozi José Katarzyna Minh Freja Ahmed Beatriz Oksana Daniel Ji-woo Nadia Piotr Thandiwe
    Lucas Sanna Omar Chloé Arjun  Milica Hugo Aroha Stefan Lakshmi Renée Mohammed Ília Grace Jürgen Paloma Kofi
    Anneliese Vikram Maja Youssef Clara  Takeshi Inés Bohdan Zainab Oscar Linnéa Farid Teresa Nikolai Abena
    Dylan Marta Sunita Jakub Élodie Samir
""")

FAMILY = _words("""
    Nguyễn Okafor García Kowalski Tanaka Silva Müller Andersson Haddad Patel O'Connor Rossi Kim Novák Dlamini
    Dubois  Ivanova Öztürk Smith Chen Jørgensen Fernández Mensah Sharma Van-der-Berg Petrović Al-Farsi Costa
    Lindqvist Murphy  Adeyemi Sato Kaczmarek Moreau Papadopoulos Hernández Singh Björnsdóttir Osei Weber
    Martínez Park Horváth Ndlovu  Laurent Popescu Demir Jones Wang Nielsen Gutiérrez Boateng Gupta De-Vries
    Jovanović Rahman Ferreira Holm Byrne Eze  Suzuki Wójcik Lefèvre Economou Ramírez Kaur Sigurðsson Asante
    Schäfer Torres Lee Szabó Mokoena Rousseau Ionescu  Şahin Taylor Liu Eriksen Castillo Appiah Reddy Jansen
    Nikolić Hussain Almeida Virtanen Walsh Balogun Watanabe  Zieliński Girard Vasiliou Flores Das Þórsson Quaye
    Hoffmann Vega Choi
""")

_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "ð": "d", "þ": "th", "ß": "ss", "Þ": "Th", "Ł": "L"})


def ascii_form(name: str) -> str:
    """The name as a user name has it: lower case, ASCII letters and hyphens."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if c.isascii() and (c.isalpha() or c == "-")).lower()
