"""What is accepted as the answer to a mathematical problem, and what is not: the conventions as tables."""

import pytest

from synth.verify.mathematics import compare, find_answer, math

# A topic, then its cases: `=` an answer that matches the reference behind the bar, `!` one that does not.
TABLES = r"""

integers
= 7 | 7
= 007 | 7
= +7 | 7
= -7 | -7
= (-7) | -7
= --7 | 7
= 7. | 7
= $7$ | 7
= \(7\) | 7
= \[7\] | 7
= $$7$$ | 7
= **7** | 7
= `7` | 7
= 2+5 | 7
= 3\times 4 | 12
= 3\cdot4 | 12
= 2^{10} | 1024
= 2**10 | 1024
= 2^{100} | 1267650600228229401496703205376
= -0 | 0
= {7} | 7
= \mathbf{7} | 7
= \text{7} | 7
= 7\text{.} | 7
= \displaystyle 7 | 7
= \left(7\right) | 7
= 7 | \boxed{7}
! 7 | 8
! -7 | 7
! 7 | -7
! 17 | 7
! 70 | 7
! 7 8 | 78
! 7 8 | 56
! 12345678901234567890 | 12345678901234567891
! 2^{100} | 1267650600228229401496703205377
! 0 | 7
!  | 7
! 7 or 8 | 7
! 7, 8 | 7
! 7 | 7, 8
! ? | 7
! 7! | 7
decimals
= 0.5 | .5
= 0.50 | 0.5
= 5.0 | 5
= 5 | 5.00
= -0.25 | -.25
= 0.5 | \frac12
= 0.75 | 3/4
= 3.14 | 314/100
= 0.1 | \frac{1}{10}
= 2.50 | 2\frac12
! 0.333 | 1/3
! 0.33333333333333333333 | \frac{1}{3}
! 0.3333333333333333 | \frac{1}{3}
! 3.14 | \pi
! 3.14159265358979 | \pi
! 1.41421356 | \sqrt{2}
! 1.414213562373095048801688724209698 | \sqrt{2}
! 2.718281828 | e
! 0.5 | 0.51
! 0.5000000000000001 | 0.5
! 1.999999999999 | 2
! 1.5.2 | 1.52
! 1.05 | 1.5
! 0.6931 | \ln 2
! \sqrt{2} | 1.41421356
! 0.67 | 2/3
fractions
= \frac12 | 1/2
= \frac{1}{2} | 1/2
= \tfrac{1}{2} | \dfrac{1}{2}
= \dfrac12 | 0.5
= \frac1{2} | 1/2
= \frac{1}2 | 1/2
= \frac{2}{4} | \frac{1}{2}
= -\frac{1}{2} | \frac{-1}{2}
= \frac{1}{-2} | -\frac{1}{2}
= \frac{-1}{-2} | \frac12
= 1/2 | \frac12
= (1)/(2) | 1/2
= 1\div2 | 1/2
= 2\frac{1}{2} | 5/2
= 2\tfrac12 | 2.5
= 2 1/2 | 5/2
= 2\ \frac12 | 5/2
= 2 \frac{1}{2} | \frac{5}{2}
= -2\frac{1}{2} | -5/2
= -2 1/2 | -\frac52
= -1\frac34 | -7/4
= \frac{3}{1} | 3
= \frac{0}{5} | 0
= \frac{\frac12}{3} | 1/6
= \frac{1}{\frac13} | 3
= 14/3 | 4\frac{2}{3}
= {1 \over 2} | 1/2
= \frac {1} {2} | 1/2
= \frac 1 2 | 1/2
= \frac{\ 3}{4} | 3/4
! \frac12 | \frac13
! \frac{1}{2} | \frac{2}{1}
! -\frac12 | \frac12
! 2\frac12 | 1
! 2\frac12 | 3/2
! 2\cdot\frac12 | 5/2
! -2\frac12 | -\frac32
! \frac{2^{98}}{1} | 2^{99}
! \frac{1}{2^{99}} | \frac{1}{2^{98}}
! \frac{1}{2} | 12
! \frac{1}{3} | 0.3333
! 1/2/3 | 2/3
! \frac{1}{2 | 12
percents
= 50\% | 1/2
= 50% | 0.5
= 50% | 50\%
= 50\% | \frac12
= 0.5 | 50%
= 12.5\% | 1/8
= 150\% | 1.5
= 50 percent | 50%
= 50\text{ percent} | 1/2
= 0.5\% | 0.005
= $50\%$ | 1/2
= 33\frac13\% | 1/3
! 50\% | 0.05
! 5\% | 50\%
! 33\% | 1/3
! 50\% | 51\%
! 33.33\% | 1/3
! 0.5\% | 0.5
thousands
= 1,000 | 1000
= 1{,}000 | 1000
= 1\,000 | 1000
= 1\!,\!000 | 1000
= 1,\!000 | 1000
= 1,000,000 | 10^6
= 12,345 | 12345
= 1\ 000 | 1000
= 1,234.5 | 1234.5
= 1000 | 1,000
= -1,000 | -1000
= 1~000 | 1000
= $1,000 | 1000
= \$1,000 | 1000
= \$1{,}000.00 | 1000
! 1,000 | 1
! 1,000 | 0
! 1,000 | 100
! 10,00 | 1000
! 1,0000 | 10000
! 1,000 | 1001
! (1,000) | 1001
! 1, 000 | 1001
scientific
= 3e8 | 300000000
= 3E8 | 3\times10^8
= 3 \times 10^8 | 300000000
= 3\cdot 10^{8} | 3e8
= 1.5e-3 | 0.0015
= 1.5 \times 10^{-3} | 0.0015
= 3*10^8 | 3e8
= 3e+8 | 300000000
= 10^{-2} | 0.01
= 6.02\times10^{23} | 602000000000000000000000
! 3e8 | 3e7
! 3e8 | 3 e 8
! 3e8 | 24e
! 3\times10^8 | 3\times10^9
! 1.5e-3 | 0.015
! 2.99792458e8 | 3e8
repeating
= 0.\overline{3} | 1/3
= 0.\overline{3} | \frac{1}{3}
= 0.\overline{9} | 1
= 0.1\overline{6} | 1/6
= 0.\overline{142857} | 1/7
= 2.\overline{3} | 7/3
= 0.\bar{3} | 1/3
= 0.\dot{3} | 1/3
= -0.\overline{3} | -1/3
= 0.\overline{36} | 4/11
= 0.3\bar3 | 1/3
! 0.\overline{3} | 0.3
! 0.\overline{3} | 0.33
! 0.\overline{6} | 0.67
! 0.\overline{36} | 36/100
! 0.1\overline{6} | 0.\overline{16}
units
= 5\text{ cm} | 5
= 5 | 5\text{ cm}
= 5 cm | 5
= 5 cm | 5\text{ cm}
= 5\,\text{cm} | 5 cm
= 5~\mathrm{cm} | 5 centimeters
= 5\text{ cm}^2 | 5
= 5\text{ cm}^2 | 5 cm^2
= 5\text{ cm}^{2} | 5\,\mathrm{cm}^2
= 5 square centimeters | 5\text{ cm}^2
= 12 apples | 12
= 12\text{ apples} | 12
= 12 | 12 apples
= 60 mph | 60
= 60 miles per hour | 60
= 60\text{ miles per hour} | 60
= 5 \text{ units} | 5
= 25\text{ square units} | 25
= 3 hours | 3\text{ hours}
= 3 hour | 3 hours
= 9.8\text{ m/s}^2 | 9.8
= 9.8 m/s^2 | 9.8\text{ m/s}^2
= 10\text{ m/s} | 10\,\text{m}/\text{s}
= 36\pi\text{ cm}^3 | 36\pi
= 18 dollars | 18
= \$18 | 18 dollars
= $18$ dollars | 18
= 3\sqrt{2}\text{ inches} | 3\sqrt2
= x = 5\text{ cm} | 5
= 5\text{ ft} | 5\text{ feet}
= 12 in | 12 inches
= 7 days | 7
! 3 m | 3
= 3\text{ m} | 3 meters
= \frac12 \text{ hour} | 1/2
= 2 people | 2
= 120^\circ\text{C} | 120^\circ\text{C}
= 5 \text{cm} | 5
= 80\text{ kg} | 80 kilograms
= 4\text{ L} | 4 liters
! 5\text{ cm} | 5\text{ m}
! 5 cm | 5 m
! 5\text{ cm} | 5\text{ cm}^2
! 5\text{ cm}^2 | 5\text{ cm}^3
! 5\text{ cm} | 6\text{ cm}
! 5 cm | 6
! 3 hours | 3 minutes
! 5 apples | 5 oranges
! 3 dollars | 3 cents
! \$18 | 18 cents
! 5 kg | 5 g
! 60\text{ mph} | 60\text{ km/h}
! 500\text{ cm} | 5\text{ m}
! 9.8 m/s | 9.8 m/s^2
! 5 feet | 5 inches
currency
= \$5 | 5
= $5 | 5
= \$5.00 | 5
= \text{\$}5 | 5
= £5 | 5
= 5€ | 5
= \$5 | \$5
= $1,234.56 | 1234.56
= -\$5 | -5
= 18 USD | 18
= 18 | \$18
! \$5 | 6
! \$5 | 5.01
! £5 | \$5
! 5€ | \$5
degrees
= 90^\circ | 90
= 90 | 90^\circ
= 90^{\circ} | 90^\circ
= 90\text{ degrees} | 90^\circ
= 90° | 90
= 90 degrees | 90
= 45^\circ | \frac{\pi}{4}
= 180^\circ | \pi
= \pi | 180^\circ
= \frac{\pi}{3} | 60^\circ
= \frac{\pi}{3}\text{ radians} | 60^\circ
= \frac\pi2 | 90 degrees
= \sin 30^\circ | 1/2
= \cos 60^\circ | \frac12
= \tan 45^\circ | 1
= \sin(90^\circ) | 1
= \angle A = 30^\circ | 30
= \frac{\pi}{2} rad | \frac{\pi}{2}
= 2\pi | 360^\circ
! 90^\circ | 91^\circ
! 90^\circ | \pi
! 90^\circ | \frac{\pi}{3}
! 90 | \frac{\pi}{2}
! \frac{\pi}{2} | 1.5708
! \sin 30 | 1/2
! 60^\circ | \frac{\pi}{6}
! 1^\circ | 1\text{ radian}
lists
= 1, 2, 3 | 1,2,3
= 3, 2, 1 | 1, 2, 3
= 1 and 2 | 1, 2
= 1 or 2 | 2, 1
= 1\text{ and }2 | 1,2
= 1\text{ or }2 | 1,2
= 1, 2, and 3 | 1,2,3
= 1; 2 | 1, 2
= x = 1, x = 2 | 1, 2
= x=1 \text{ or } x=2 | x = 1, 2
= x = 1, 2 | 1, 2
= $1$ and $2$ | 1, 2
= \{1,2\} | 1, 2
= \frac12, \frac13 | 1/3, 0.5
= 1,\ 2 | 1,2
= 2, \sqrt{3} | \sqrt3, 2
= x_1 = 1, x_2 = 2 | x_1 = 1, x_2 = 2
= x=1, y=2 | x=1, y=2
= y=2, x=1 | x=1, y=2
= 1, 2, 3 | \{3,2,1\}
= 1 \quad 2 | 1 \quad 2
= -1, 1 | \pm 1
! 1, 2 | 1, 3
! 1, 2 | 1, 2, 3
! 1, 2, 3 | 1, 2
! 1 or 2 | 1
! 1 or 2 | 2
! 3 | 3 or 4
! 3 or 4 | 3
! x=1, y=2 | x=2, y=1
! 1,2 | 12
! 1,2,3 | 6
! 1,2 | (1,2)
! 0, 1 | 1
sets
= \{1,2\} | \{2,1\}
= \{1, 2, 2\} | \{1,2\}
= \left\{1,2\right\} | \{1,2\}
= \lbrace 1,2 \rbrace | \{2,1\}
= \{ \} | \emptyset
= \varnothing | \emptyset
= ∅ | \emptyset
= \{\frac12\} | \{0.5\}
= x \in \{1,2\} | \{1,2\}
= \{5\} | 5
= {1,2} | \{1,2\}
= \{(1,2),(3,4)\} | \{(3,4),(1,2)\}
= \{a, b\} | \{b, a\}
= S = \{1,2\} | \{1,2\}
! \{1,2\} | \{1,3\}
! \{1,2\} | (1,2)
! (1,2) | \{1,2\}
! \{1\} | \{1,2\}
! \{(1,2)\} | \{(2,1)\}
! \emptyset | \{0\}
! \emptyset | 0
! \{1,2\} | [1,2]
tuples
= (1,2) | (1, 2)
= (1, 2) | \left(1,2\right)
= (0.5, 1) | (\frac12, 1)
= (x,y) = (1,2) | (1,2)
= (1,2,3) | (1,2,3)
= P = (1,2) | (1,2)
= (1,2), (3,4) | (3,4), (1,2)
= (3, \frac{\pi}{2}) | (3, \pi/2)
= (1{,}2) | (1,2)
= (2\sqrt2, -1) | (\sqrt8, -1)
! (1,2) | (2,1)
! (1,2) | (1,2,3)
! (1,2) | (1,3)
! (1,2,3) | (3,2,1)
! (1,2) | 1
! (1,2), (3,4) | (1,2), (4,3)
! (1,2) | 12
intervals
= [1,2] | [1, 2]
= (1,2] | (1,2]
= [1,\infty) | [1, \infty)
= (-\infty, 3) | x<3
= (-\infty,\infty) | \mathbb{R}
= [0,1) | 0 \le x < 1
= (-\infty,1)\cup(3,\infty) | (3,\infty)\cup(-\infty,1)
= (1,2)\cup(2,3) | (2,3) \cup (1,2)
= [1,2]\cup[2,3] | [1,3]
= x\in[1,2] | [1,2]
= x \in (1, 2) | (1,2)
= [-\frac12, 0.5] | [-0.5, \frac12]
= (-∞, 3) | (-\infty,3)
= (1, \infty) | (1, +\infty)
= [1, \infty] | [1, \infty)
= \left[1,2\right) | [1,2)
= (-\infty, -2] \cup [2, \infty) | x\le -2 \text{ or } x \ge 2
= [\sqrt{2}, \infty) | [2^{1/2},\infty)
! [1,2] | (1,2)
! (1,2] | [1,2)
! [1,2) | [1,2]
! [1,2] | [1,3]
! (1,\infty) | [1,\infty)
! (-\infty,1)\cup(3,\infty) | (-\infty,1)\cup(2,\infty)
! (-\infty,1) | (-\infty,1)\cup(3,\infty)
! (1,2)\cup(2,3) | (1,3)
! (-\infty, 3) | (\infty, 3)
! [1,2] | [2,1]
! [1,2] | 1,2
! (1,\infty) | (1,-\infty)
inequalities
= x > 3 | x>3
= 3 < x | x > 3
= x \geq 2 | x \ge 2
= x>=2 | x\ge2
= 2x >= 4 | x >= 2
= -x < 3 | x > -3
= 1 < x < 2 | (1,2)
= 2 > x > 1 | 1 < x < 2
= 1 \le x \le 2 | [1,2]
= x \ge 2 | [2, \infty)
= x < 1 \text{ or } x > 3 | (-\infty,1)\cup(3,\infty)
= x<1 or x>3 | x>3 or x<1
= 2x + 3 < 7 | x < 2
= -2 \leq x \leq 2 | x \in [-2, 2]
= x > \sqrt{2} | x > \sqrt2
= x > 1 \text{ and } x < 3 | 1 < x < 3
= x \neq 2 | x \ne 2
= |x| < 2 | -2 < x < 2
= 0<2x<4 | 0 < x < 2
= a > b | b < a
= x \neq 2 | (-\infty,2)\cup(2,\infty)
! x > 3 | x \ge 3
! x > 3 | x < 3
! x > 3 | 3
! 3 | x > 3
! x > 3 | y > 3
! 1 < x < 2 | 1 \le x < 2
! -2x > 4 | x > -2
! x < 1 \text{ or } x > 3 | 1 < x < 3
! x > 1 \text{ and } x < 3 | x > 1 \text{ or } x < 3
! x \neq 2 | x = 2
! x \neq 2 | 2
! a > b | a < b
! x \ge 2 | x \ge 3
! x^2 < 4 | x < 2
plus-minus
= \pm 2 | 2, -2
= \pm 2 | -2, 2
= \pm\sqrt{3} | -\sqrt3, \sqrt3
= x = \pm 2 | x=2 \text{ or } x=-2
= 1 \pm \sqrt{2} | 1+\sqrt2, 1-\sqrt2
= \frac{1\pm\sqrt5}{2} | \frac{1+\sqrt5}{2}, \frac{1-\sqrt5}{2}
= ±2 | \pm 2
= 2 \mp 1 | 2\pm1
= \pm 2 | \{-2,2\}
= \pm 0 | 0
= \pm 1, \pm 2 | -2, -1, 1, 2
= \pm i | i, -i
! \pm 2 | 2
! 2 | \pm 2
! -2 | \pm 2
! \pm 2 | \pm 3
! 1\pm\sqrt2 | 1+\sqrt2
! \pm 1 | 1, 2
equations
= x=5 | 5
= x = 5 | x=5
= 5 | x = 5
= 5 = x | x = 5
= x = 2+3 = 5 | 5
= f(x) = x^2 | x^2
= f(x)=2x+1 | 2x + 1
= f(x)=2x+1 | f(x) = 1 + 2x
= y = 2x+3 | 2x+3
= y = 2x + 3 | y = 3 + 2x
= 2x - y + 3 = 0 | y = 2x+3
= y = 2x+3 | 2x - y + 3 = 0
= x+y=1 | 2x+2y = 2
= x + y = 1 | y = 1 - x
= x^2+y^2=1 | y^2 = 1 - x^2
= a_n = 2n+1 | 2n+1
= \frac{1}{2} + \frac{1}{3} = \frac{5}{6} | 5/6
= 2 + 3 = 5 | 5
= x_1 = 5 | 5
= x' = 5 | 5
= \alpha = 5 | 5
= n = 12 | n=12
= f'(x) = 2x | 2x
= P(A) = \frac12 | 1/2
= \theta = \frac{\pi}{4} | \frac\pi4
= \frac{dy}{dx} = 2x | 2x
= AB = 5 | 5
= \text{Area} = 12 | 12
= x(t) = t^2 | t^2
= (x-1)^2+(y-2)^2=9 | (x-1)^2 + (y-2)^2 - 9 = 0
= (x-1)^2 + y^2 = 4 | x^2 - 2x + y^2 = 3
= \frac{x^2}{4} + \frac{y^2}{9} = 1 | 9x^2+4y^2=36
= m\angle A = 40^\circ | 40
= x:=5 | 5
= y=x | x=y
! x=5 | x=6
! x=5 | y=5
! y = 5 | x = 5
! x = 5 | 6
! f(x)=x^2 | g(x)=x^2
! x=2+3=5 | 6
! f(x) = x^2 | x^3
! x+y=1 | x+y=2
! y=2x+3 | y=3x+2
! x^2+y^2=1 | x^2+y^2=2
! x=5=6 | 5
! x + y = 1 | 1
! y = 2x | x = 2y
matrices
= \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}
= \begin{bmatrix}1&2\\3&4\end{bmatrix} | \begin{pmatrix}1&2\\3&4\end{pmatrix}
= \begin{pmatrix}\frac12\\0.5\end{pmatrix} | \begin{pmatrix}0.5\\1/2\end{pmatrix}
= \begin{pmatrix}1\\2\end{pmatrix} | \begin{bmatrix}1\\2\end{bmatrix}
= A = \begin{pmatrix}1&0\\0&1\end{pmatrix} | \begin{pmatrix}1&0\\0&1\end{pmatrix}
= \begin{pmatrix}1&2\\3&4\\\end{pmatrix} | \begin{pmatrix}1&2\\3&4\end{pmatrix}
= \begin{array}{cc}1&2\\3&4\end{array} | \begin{pmatrix}1&2\\3&4\end{pmatrix}
= \begin{pmatrix}-1&-2\\3&4\end{pmatrix} | \begin{pmatrix}-1&-2\\3&4\end{pmatrix}
= \left(\begin{array}{cc}1&2\\3&4\end{array}\right) | \begin{pmatrix}1&2\\3&4\end{pmatrix}
= \langle 1,2,3\rangle | \langle 1, 2, 3 \rangle
= \langle 1,2\rangle | (1,2)
= \begin{pmatrix}x^2&1\\0&2\end{pmatrix} | \begin{pmatrix}x\cdot x&1\\0&1+1\end{pmatrix}
= \begin{vmatrix}1&2\\3&4\end{vmatrix} | \begin{vmatrix}1&2\\3&4\end{vmatrix}
! \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{pmatrix}1&3\\2&4\end{pmatrix}
! \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{pmatrix}1&2\\3&5\end{pmatrix}
! \begin{pmatrix}1&2\end{pmatrix} | \begin{pmatrix}1\\2\end{pmatrix}
! \begin{pmatrix}1\\2\end{pmatrix} | \begin{pmatrix}2\\1\end{pmatrix}
! \begin{pmatrix}1&2\\3&4\end{pmatrix} | \begin{pmatrix}1&2\\3&4\\5&6\end{pmatrix}
! \begin{pmatrix}1&2&3&4\end{pmatrix} | \begin{pmatrix}1&2\\3&4\end{pmatrix}
! \langle 1,2\rangle | \langle 2,1\rangle
! \begin{pmatrix}1&&2\end{pmatrix} | \begin{pmatrix}1&2\end{pmatrix}
choices
= A | A
= a | A
= (A) | A
= \text{A} | A
= \text{(A)} | A
= \textbf{(A)} | A
= A. | A
= A) | A
= \mathrm{A} | A
= (A)\ 5 | A
= A) 12 | A
= A. Paris | A
= \textbf{(A)}\ 5 | A
= (a) | A
= \text{A. Paris} | A
= A: 12 | A
= $A$ | A
= [A] | A
= \{A\} | A
= \mathbf{A} | A
= Option A | A
= \text{Option A} | A
= The answer is A | A
= **A** | A
= (A) 5 | A
= B | \text{B}
= C | (C)
= \text{(C)}\ 12 | C
! B | A
! (B) | A
! AB | A
! A or B | A
! A, B | A
! A and B | A
! A and C | A
! 5 | A
! Apple | A
! not A | A
! F | A
! B. A | A
! A cat | B
words
= yes | Yes
= \text{yes} | Yes
= Yes. | yes
= \text{Even} | even
= no solution | No solution
= \text{no solution} | \text{No solution}
= TRUE | True
= \text{east} | East
= \text{Paris} | Paris
= **Yes** | Yes
= Monday | \text{Monday}
= \text{infinitely many} | infinitely many
= The answer is yes | yes
= \text{neither} | neither
= \textit{odd} | odd
= \text{True} | true
= Friday. | Friday
! yes | no
! even | odd
! no solution | infinitely many solutions
! solution | no solution
! Paris | London
! true | false
! not even | even
! yes | 1
! yes no | yes
! yes | yes and no
surds
= \sqrt{8} | 2\sqrt{2}
= \sqrt8 | 2\sqrt2
= \frac{1}{\sqrt{2}} | \frac{\sqrt{2}}{2}
= \sqrt{12} + \sqrt{27} | 5\sqrt{3}
= \sqrt[3]{8} | 2
= \sqrt[3]{-8} | -2
= (-8)^{1/3} | -2
= \sqrt[3]{16} | 2\sqrt[3]{2}
= 2^{1/2} | \sqrt2
= 2^{0.5} | \sqrt2
= \sqrt{\frac{1}{4}} | 1/2
= \sqrt{3+2\sqrt2} | 1+\sqrt2
= \frac{1}{1+\sqrt2} | \sqrt2 - 1
= \sqrt{2}\sqrt{3} | \sqrt{6}
= \sqrt{4} | 2
= sqrt(2) | \sqrt{2}
= √2 | \sqrt2
= \sqrt 2 | \sqrt{2}
= 5^{\frac{1}{3}} | \sqrt[3]{5}
= \sqrt[4]{16} | 2
= \sqrt{\sqrt{16}} | 2
= \frac{\sqrt{5}-1}{2} | \frac{2}{\sqrt5+1}
= 3\sqrt{5} | \sqrt{45}
= \sqrt{x^2} | |x|
= 4^{3/2} | 8
= 27^{-\frac{2}{3}} | \frac19
! \sqrt{2} | \sqrt{3}
! 2\sqrt{2} | \sqrt{2}
! \sqrt{8} | 2\sqrt{3}
! \sqrt{2}+\sqrt{3} | \sqrt{5}
! \sqrt{2} | 2
! -\sqrt2 | \sqrt2
! \sqrt[3]{8} | \sqrt{8}
! \sqrt[3]{-8} | 2
! \sqrt{23} | \sqrt2 3
! \sqrt{x^2} | x
! \sqrt{4} | \pm 2
! \sqrt{2} + 10^{-30} | \sqrt{2}
complex
= 1+2i | 1 + 2i
= 2i+1 | 1+2i
= i^2 | -1
= (1+i)^2 | 2i
= \frac{1}{i} | -i
= \sqrt{-4} | 2i
= \frac{1+i}{1-i} | i
= e^{i\pi} | -1
= \frac12+\frac{\sqrt3}{2}i | \frac{1+i\sqrt3}{2}
= i\sqrt{2} | \sqrt{2}i
= e^{i\pi/2} | i
= |3+4i| | 5
= 2\left(\cos\frac{\pi}{3}+i\sin\frac{\pi}{3}\right) | 1+i\sqrt3
= z = 1-i | 1-i
= 3-4\mathrm{i} | 3-4i
! 1+2i | 1-2i
! 1+2i | 2+i
! i | -i
! i | 1
! \sqrt{-4} | 2
! \sqrt{-4} | -2i
! e^{i\pi} | 1
! 1+2i | (1,2)
polynomials
= (x+1)^2 | x^2+2x+1
= x^2 - 1 | (x-1)(x+1)
= 2x | x\cdot 2
= x2 | 2x
= 3x^2y | 3yx^2
= x(x+1) | x^2+x
= -x+1 | 1-x
= (a+b)(a-b) | a^2-b^2
= x^{2} | x^2
= x^{10} | x^{5}x^{5}
= \frac{x}{2} | \frac12 x
= 0.5x | x/2
= (x+1)^3 | x^3+3x^2+3x+1
= ab | ba
= x_1+x_2 | x_2+x_1
= 2(x+3) | 2x+6
= n(n+1)/2 | \frac{n^2+n}{2}
= \frac{n(n+1)}{2} | \frac{1}{2}n(n+1)
= x*y | xy
= 3 x y | 3xy
= 4x^3-2x | 2x(2x^2-1)
= (x - 2)(x+3) | (x+3)(x-2)
= xyz | zyx
= -(x-y) | y-x
! x^2+1 | x^2-1
! x^2 | x^3
! x^2 | 2x
! (x+1)^2 | x^2+1
! 2x+1 | 2x+2
! xy | x+y
! x | y
= x^{10} | x^10
! x_1 | x_2
! x1 | x_1
! X | x
! a+b | a-b
! (x+1)^{100} | (x+1)^{101}
! x^2 | x2
! n(n+1)/2 | n(n-1)/2
rational functions
= \frac{x^2-1}{x-1} | x+1
= \frac{1}{x} + \frac{1}{y} | \frac{x+y}{xy}
= \frac{x}{x} | 1
= x^{-1} | \frac1x
= \frac{2x+2}{2} | x+1
= 1/(x+1) | \frac{1}{1+x}
= \frac{1}{1-x} | -\frac{1}{x-1}
= \frac{a}{b} | a/b
= \frac{2x}{4y} | \frac{x}{2y}
= \frac{1}{x(x+1)} | \frac1x - \frac{1}{x+1}
= 1/(2x) | \frac{1}{2x}
! \frac{1}{x+1} | \frac{1}{x-1}
! \frac{x}{y} | \frac{y}{x}
! 1/x+1 | 1/(x+1)
! \frac{1}{x}+\frac{1}{y} | \frac{1}{x+y}
! \frac{1}{x} | x
! \frac{1}{1-x} | \frac{1}{x-1}
logarithms
= \ln 2 | \log_e 2
= \ln 4 | 2\ln 2
= \log_2 8 | 3
= \log_{10} 100 | 2
= \log 100 | 2
= \ln e | 1
= e^{\ln 3} | 3
= \ln(2)+\ln(3) | \ln 6
= \frac{\ln 8}{\ln 2} | 3
= \log_2 3 | \frac{\ln 3}{\ln 2}
= \ln\frac12 | -\ln 2
= e^{2x} | (e^x)^2
= e^x \cdot e^y | e^{x+y}
= \exp(x) | e^x
= 2^x \cdot 3^x | 6^x
= e^2 | e\cdot e
= \log_3 9 | 2
= \ln x^2 | \ln (x^2)
= \ln(1) | 0
= 4^x | 2^{2x}
= \ln|x| | \ln |x|
= \log_{2}{16} | 4
= x\ln x - x | x(\ln x - 1)
= e^{-x} | \frac{1}{e^x}
= 2\ln(x) + \ln 3 | \ln 3 + 2 \ln x
! \ln 2 | \ln 3
! \ln 2 | \log 2
! \ln 2 | \log_2 2
! \log_2 8 | 8
! e^2 | e^3
! e^{x} | e^{-x}
! \ln 2 + \ln 3 | \ln 5
! e^x+e^y | e^{x+y}
! 2^x | x^2
! \ln 2 + 10^{-40} | \ln 2
! \ln x | \ln y
! \log_2 3 | \log_3 2
trigonometry
= \sin\frac{\pi}{6} | \frac12
= \cos\pi | -1
= \sin^2 x + \cos^2 x | 1
= \tan x | \frac{\sin x}{\cos x}
= \sin 2x | 2\sin x\cos x
= \sin(2x) | 2 \sin x \cos x
= \cos 2x | 2\cos^2 x-1
= \arctan 1 | \frac{\pi}{4}
= \tan^{-1}(1) | \frac\pi4
= \arcsin\frac12 | \frac{\pi}{6}
= \sec x | \frac{1}{\cos x}
= \cos\frac{\pi}{5} | \frac{1+\sqrt5}{4}
= \sin x | \cos(\frac{\pi}{2}-x)
= \sin x\cos x | \frac12\sin 2x
= \sin(x)^2 | \sin^2 x
= \cot x | \frac{1}{\tan x}
= \sin 75^\circ | \frac{\sqrt6+\sqrt2}{4}
= 2\sin 3\theta | 2\sin(3\theta)
= -\cos x | -\cos(x)
= \sinh x | \frac{e^x-e^{-x}}{2}
= sin(x) | \sin x
= \arccos(0) | 90^\circ
! \sin x | \cos x
! \sin x | -\sin x
! \sin x | \sin y
! \sin 2x | 2\sin x
! \sin^2 x | \sin x^2
! \cos 2x | 2\cos^2 x+1
! \sin^{-1} x | \frac{1}{\sin x}
! \sin\frac{\pi}{6} | 0.4999
! \tan x | \cot x
! \arctan 1 | 0.785398
antiderivatives
= x^2 + C | x^2 + C
= x^2 + c | x^2 + C
= x^2 + K | x^2 + C
= \frac{x^3}{3} + C | \frac13x^3 + C
= x^2 + 5 + C | x^2 + C
= x^2 - C | x^2 + C
= x^2 + C | x^2 + 3 + C
= C + x^2 | x^2 + C
= \ln|x| + C | \ln |x| + C
= \sin x + C | C + \sin x
= e^x + C | C + e^x
= \sin^2 x + C | -\cos^2 x + C
= -\frac{1}{2}\cos 2x + C | \sin^2 x + C
= x^2 + C_1 | x^2 + C
= x^2 + 2C | x^2 + C
= F(x) = x^2 + C | x^2 + C
= \frac{(x+1)^2}{2} + C | \frac{x^2}{2} + x + C
= x^2 + k | x^2 + C
= \ln|2x| + C | \ln|x| + C
= \arctan x + C | \tan^{-1} x + C
! x^2 | x^2 + C
! x^2 + C | x^2
! x^2 + 5 | x^2 + C
! x^3 + C | x^2 + C
! x^2 + x | x^2 + C
! x^2 + Cx | x^2 + C
! 2x^2 + C | x^2 + C
! \sin x + C | \cos x + C
! \sin^2 x + C | \cos^2 x + C
! \ln x + C | 2\ln x + C
bases
= 101_2 | 101_2
= 101_{2} | 101_2
= 1A_{16} | 1A_{16}
= 110_{two} | 110_{two}
= 2012_3 | 2012_{3}
! 101_2 | 101
! 101 | 101_2
! 101_2 | 5
! 5 | 101_2
! 101_2 | 101_3
! 101_2 | 111_2
! 101_2 | 5_{10}
ratios
= 1:2 | 2:4
= 3:4 | 6:8
= 1 : 2 | 1:2
= 2:3:4 | 4:6:8
= \frac12 : 1 | 1:2
= 1\!:\!2 | 1:2
= 1 \colon 2 | 1:2
= 1∶2 | 1:2
= 1:2 | \frac12
= 1 to 2 | 1:2
! 1:2 | 2:1
! 1:2 | 1:3
! 1:2 | 1:2:3
! 2:3:4 | 2:3:5
! 1:2 | 1,2
! 0:1 | 1:0
factorials
= 5! | 120
= 10! | 3628800
= \binom{5}{2} | 10
= {5 \choose 2} | 10
= \binom52 | 10
= 3!\cdot 2 | 12
= \frac{10!}{8!} | 90
= 0! | 1
= 100! | 100\cdot 99!
= n! | n!
= (n+1)! | (n+1)n!
= \dbinom{n}{2} | \frac{n(n-1)}{2}
= 5!! | 15
= C(5,2) | C(5,2)
! 5! | 121
! 5! | 5
! \binom{5}{2} | \binom{5}{4}
! n! | (n+1)!
! 100! | 99!
! 3! + 1 | 24
! 20! | 2432902008176640001
undefined
! 1/0 | 1/0
! \frac{1}{0} | \frac{1}{0}
! \frac{0}{0} | 1
! nan | nan
! NaN | NaN
! \text{nan} | \text{nan}
! \infty - \infty | 0
! \frac{1}{0} | \infty
! 0^0 | 1
! 0^{-1} | 0
! \frac{5}{1-1} | \frac{5}{1-1}
! \frac{x}{0} | \frac{x}{0}
! 0\cdot\infty | 0
! \infty | -\infty
! \ln 0 | \ln 0
! (1, \frac10) | (1, \frac10)
! 1, \frac10 | 1, \frac10
! x = \frac{1}{0} | x = \frac{1}{0}
! \tan 90^\circ | \tan 90^\circ
! \frac{1}{x-x} | \frac{1}{x-x}
! \text{NaN} | NaN
! $nan$ | nan
! \infty/\infty | 1
! 1/0.0 | 1/0.0
! \log 0 | \log 0
! 0/0 | 0/0
! 1/(2-2) | 1/(2-2)
! \begin{pmatrix}1/0\\1\end{pmatrix} | \begin{pmatrix}1/0\\1\end{pmatrix}
! \infty+1 | \infty+1
= \infty | \infty
= -\infty | -\infty
= +\infty | \infty
= infinity | \infty
= ∞ | \infty
= undefined | undefined
= \text{undefined} | undefined
! undefined | 0
! \text{DNE} | 0
= \text{DNE} | DNE
boxes text
= \text{The answer is }5 | 5
= \text{The answer is } 5 | 5
= The answer is 5 | 5
= \text{Answer: }5 | 5
= \text{So } x = 5 | 5
= \text{The final answer is }\frac12 | 1/2
= answer: 5 | 5
= \text{Thus, } 5 | 5
! \text{The answer is }5 | 6
! \text{The answer is not }5 | 5
! not 5 | 5
absolute
= |{-3}| | 3
= |-3| | 3
= \left|-3\right| | 3
= \lvert -3 \rvert | 3
= |x-1| | |1-x|
= \lfloor 3.7 \rfloor | 3
= \lceil 3.2 \rceil | 4
= \left\lfloor \frac{7}{2} \right\rfloor | 3
= \gcd(12, 18) | 6
= \max(1,2) | 2
= 7 \bmod 3 | 1
= |x| | |x|
! |x| | x
! |-3| | -3
! \lfloor 3.7 \rfloor | 4
! |x-1| | |x+1|
times and dates
= 3:30 | 3:30
= 3:30 pm | 3:30 pm
= 3{:}30 | 3:30
! 3:30 pm | 3:30 am
! 3:30 | 3:31
powers
= 2^{3^2} | 512
= 2^3^2 | 512
= (2^3)^2 | 64
= -2^2 | -4
= (-2)^2 | 4
= x^{1/2} | \sqrt{x}
= 8^{2/3} | 4
= 9^{-1/2} | 1/3
= 10^{100} | 10^{100}
= 2^{1000} | 2^{1000}
= 7^{2024} | 7^{2024}
= 3^{2023} | 3\cdot 3^{2022}
= 2^{n+1} | 2\cdot 2^n
= 2^{-n} | \frac{1}{2^n}
= 10^{1000} | 10^{1000}
= 2^{10000} | 4^{5000}
= (-1)^n | (-1)^n
! 2^{3^2} | 64
! -2^2 | 4
! 2^{1000} | 2^{1001}
! 2^{n+1} | 2^n
! 2^n | 2n
! 10^{100} | 10^{101}
! 2^{10000} | 2^{10001}
! 7^{2024} | 7^{2023}
! 3^x | 3x
! (-1)^n | 1
sums
= \sum_{k=1}^n k | \sum_{k=1}^{n} k
= \int_0^1 x dx | \int_0^1 x\,dx
= 1+2+\cdots+n | 1+2+\cdots+n
! \sum_{k=1}^n k | \sum_{k=1}^{n} k^2
! \sum_{k=1}^n k | \sum_{k=1}^{m} k
unicode
= ７ | 7
= １２３ | 123
= −7 | -7
= –7 | -7
= 2² | 4
= x² | x^2
= x²+1 | x^2+1
= 2³ | 8
= ½ | 1/2
= 2½ | 5/2
= ¾ | 0.75
= ⅓ | 1/3
= x₁ | x_1
= 3×4 | 12
= 3·4 | 12
= 6÷2 | 3
= π | \pi
= 2π | 2\pi
= √3 | \sqrt{3}
= x ≤ 3 | x \le 3
= 10⁻² | 1/100
= 2¹⁰ | 1024
= ５０％ | 1/2
= （１，２） | (1,2)
= θ = 3 | 3
= x ≥ 2 | x\ge 2
= 1/２ | 1/2
= [1, ∞) | [1,\infty)
= 1⁄2 | 1/2
= 7² | 49
= －７ | -7
= ½x | x/2
= α+β | \beta+\alpha
= 5 ≠ x | x \ne 5
! ٣ | 3
! ७ | 7
! 七 | 7
! ₂ | 2
! 𝟕 | 7
! 2² | 22
! ½ | 12
! ③ | 3
! Ⅳ | 4
! x² | x2
! 10⁻² | 10
! −7 | 7
! ५० | 50
! 1²3 | 123
! 2½ | 1
ambiguity
! 3 is the first, then 4 | 3
! 3 but maybe 4 | 3
! 3 = 4 | 3
! 5; not 6 | 5
! x=3, x=4 | 3
! 12 (or 13) | 12
! 3 \text{ or } 4 | 3
! 3/4 | 4
! 5 \neq 6 | 5
! 5\approx 5 | 6
! \approx 5 | 5
! 4 \approx 5 | 5
! 3.1\approx\pi | \pi
! 5... | 5
! 0.333\ldots | 0.333
! 0.333... | 0.333
! \% | 1
! 5 \text{ and } | 6
! \{\} | 7
! {} | 7
! () | 7
! \frac{}{} | 7
! \sqrt{} | 7
! \frac{1}{} | 1
! + | 7
! 5 + | 5
! * 5 | 5
! )5( | 5
! (5 | 5
! 5) | 5
! \left( | 5
all shapes
= 5.0 \times 10^{3} | 5000
= abc | bca
= 2abc | 2cba
= abcd | dcba
= 2xyz | 2zyx
= 5 thousand | 5000
= 5 million | 5,000,000
= 2 dozen | 24
= 2.5 million | 2500000
= 3 \pmod{7} | 3
= x \equiv 3 \pmod 7 | x \equiv 3 \pmod{7}
= 5 hundred | 500
= \mathbb{R}\setminus\{2\} | (-\infty,2)\cup(2,\infty)
= \mathbb{R} | \mathbb{R}
= x\in\mathbb{R} | \mathbb{R}
= all real numbers | \mathbb{R}
= x \in (-\infty, 2) \cup (2, \infty) | x \ne 2
= |x| > 2 | x<-2 \text{ or } x>2
= \{x \mid x > 2\} | (2,\infty)
= \{x : x > 2\} | x > 2
= \{x \in \mathbb{R} : x > 2\} | x > 2
= 3 > x | x < 3
= 4 \le 2x | x \ge 2
= \frac{x}{2} > 1 | x > 2
= 2 \text{ and } 3 | 3 \text{ and } 2
= \frac{\pi}{6}, \frac{5\pi}{6} | \frac{5\pi}{6}, \frac{\pi}{6}
= 30^\circ, 150^\circ | \frac{\pi}{6}, \frac{5\pi}{6}
= 30°, 150° | 30, 150
= \frac{\pi}{6} + 2\pi k | 2\pi k+\frac{\pi}{6}
= x = \frac{\pi}{4} + k\pi | \frac{\pi}{4}+\pi k
= e^{i\theta} | \cos\theta + i\sin\theta
= 1.5 \text{ hours} | \frac{3}{2}
= 1\frac{1}{2}\text{ hours} | 1.5\text{ hours}
= \sqrt{-1} | i
= 2 + \frac12 | 5/2
= 3-(-4) | 7
= 3(4) | 12
= (3)(4) | 12
= 2(3+4) | 14
= 2[3+4] | 14
= 12 \div 4 | 3
= 2\times 3 + 1 | 7
= x^2+2x+1=0 | x^2 + 2x + 1 = 0
= 2x^2+4x+2=0 | x^2 + 2x + 1 = 0
= -5/3 | -\frac{5}{3}
= {-5} | -5
= 0.1 + 0.2 | 0.3
= 1e-10 | 10^{-10}
= \sqrt{0} | 0
= \sin 0 | 0
= \tan\frac{\pi}{4} | 1
= \sin\left(\frac{\pi}{3}\right) | \frac{\sqrt{3}}{2}
= \cos(-\frac{\pi}{3}) | 0.5
= \cot\frac\pi4 | 1
= \sec 0 | 1
= \sin^{-1}(1) | \frac{\pi}{2}
= \cos^{-1}(-1) | \pi
= \arctan(\sqrt3) | 60^\circ
= \log_{4} 2 | \frac12
= \log_{\frac12} 8 | -3
= \log_3 \frac19 | -2
= \log_{10}2+\log_{10}5 | 1
= \lg 1000 | 3
= \ln(e^5) | 5
= \ln\sqrt{e} | \frac12
= e^0 | 1
= e^{\ln x} | x
= \frac{\ln x}{\ln 10} | \log x
= \sqrt{50}-\sqrt{18} | 2\sqrt2
= \sqrt{\frac{3}{4}} | \frac{\sqrt3}{2}
= \frac{\sqrt{6}}{\sqrt{2}} | \sqrt{3}
= (\sqrt2)^2 | 2
= (1+\sqrt2)^2 | 3+2\sqrt2
= \sqrt{7-4\sqrt{3}} | 2-\sqrt{3}
= \frac{3+\sqrt{5}}{2} | \left(\frac{1+\sqrt5}{2}\right)^2
= 2^{\frac{3}{2}} | 2\sqrt2
= \sqrt[5]{-32} | -2
= (-27)^{2/3} | 9
= (-27)^{\frac13} | -3
= 16^{0.25} | 2
= 5\text{th} | 5
= 1st | 1
= Tuesday | tuesday
= \text{(A) and (B)} | \text{(a) and (b)}
= x = 3\text{ or }x=-3 | \pm 3
= x=3, -3 | x=\pm3
= x_1=3, x_2=-3 | \pm 3
= (3, -2) | (3,-2)
= (a,b)=(1,2) | (1,2)
= a=1, b=2 | a = 1, b = 2
= a=1, b=2 | b=2, a=1
= (x, y) = (1, 2) | (x,y)=(1,2)
= \{(1, 2)\} | (1,2)
= \left(\frac{1}{2}, \frac{3}{4}\right) | (0.5,0.75)
= (0, \infty) | x > 0
= (2, \infty) | \{x \mid x > 2\}
= 1, \frac{-1\pm\sqrt{3}i}{2} | 1, \frac{-1+i\sqrt3}{2}, \frac{-1-i\sqrt3}{2}
= 1{,}234{,}567 | 1234567
= 1\,234\,567 | 1234567
= 12 345 | 12345
= 3.0 | 3
= 100\% | 1
= 5^2\cdot 3 | 75
= \frac{5\pi}{6} | 150^\circ
= 2\pi r | 2 r \pi
= \pi r^2 h | h\pi r^2
= \frac{4}{3}\pi r^3 | \frac{4\pi r^3}{3}
= 4\sqrt{3}\pi | 4\pi\sqrt{3}
= \pi^2/6 | \frac{\pi^2}{6}
= x + 0 | x
= \frac{a^2-b^2}{a-b} | a+b
= \frac{1}{\frac{1}{x}} | x
= \frac{x^3-1}{x-1} | x^2+x+1
= 2^{2n} | 4^n
= 3^{x+2} | 9\cdot 3^x
= \frac{2^{n+1}}{2^n} | 2
= \sqrt{x}\sqrt{x} | x
= x^{2/3} | \sqrt[3]{x^2}
= \sqrt{xy} | \sqrt{x y}
= a^{-2} | \frac{1}{a^2}
= 0.25x^2 | \frac{x^2}{4}
= \frac{1}{2}x + \frac{3}{2} | \frac{x+3}{2}
= y = \frac{1}{2}x + \frac32 | x - 2y + 3 = 0
= y-2 = 3(x-1) | y=3x-1
= 3x+4y-12=0 | 3x + 4y = 12
= x = 2, y = 3 | (x,y) = (2,3)
= Yes, it is | yes, it is
= 1/3 \text{ of a cup} | 1/3
= 20 \text{ minutes} | 20\text{ min}
= 5 \, \text{m}^3 | 5 m^3
= 5 cubic meters | 5 m^3
= 35 mi | 35 miles
= 10 s | 10 seconds
= 2 h | 2 hours
= 7 lbs | 7 pounds
= 4 \text{ sq ft} | 4\text{ square feet}
= 8 \text{ in}^2 | 8 square inches
= 12 cents | 12
= \$12.50 | 12.5
= 12.50 dollars | \$12.50
= n=3k | 3k
= 6x\,dx | 6x\,dx
= \frac{1}{2}\ln|x^2+1|+C | \frac12\ln(x^2+1)+C
= \frac{x^2}{2}+C | \frac{1}{2}x^2 + D
= \ln|\sec x| + C | -\ln|\cos x| + C
= xe^x - e^x + C | e^x(x-1)+C
= \text{const} + x^2 | x^2+C
= \overline{AB} | \overline{AB}
= \triangle ABC | \triangle ABC
= \frac{\sqrt{2}}{2} | 1/\sqrt{2}
= 2\sin(\pi/4) | \sqrt{2}
= (2,3] \cup [5,6) | [5,6)\cup(2,3]
= 4! | 24
= _5C_2 | _5C_2
= 18.0 | 18
= $18 | 18
= $70,000 | 70000
= 70,000 dollars | 70000
= 540 meters | 540
= 20 cups | 20
= \$64 | 64
= 160 minutes | 160
= #18 | #18
! 2axy | 2
! 5 million | 5
! 5 dozen | 5
! x squared | x
! 5 or more | 5
! at least 5 | 5
! more than 5 | 5
! less than 5 | 5
! about 5 | 5
! approximately 5 | 5
! 5 is wrong | 5
! 5 squared | 5
! 5 factorial | 5
! 5 plus | 5
! minus 5 | 5
! negative 5 | 5
! half of 5 | 5
! 2abc | 2
! 2abc | 2abd
! abc | abd
! 5x | 5
! 5a | 5
! 5 m n | 5
! 5m | 5
! 5\sqrt{m} | 5
! 5h | 5
! 5 \text{ cm} | 5 \text{ inches}
! 3 \pmod{7} | 3 \pmod{8}
! 3 \pmod{7} | 4
! \mathbb{R}\setminus\{2\} | \mathbb{R}
! \mathbb{R}\setminus\{2\} | \mathbb{R}\setminus\{3\}
! \mathbb{Z} | \mathbb{R}
! \mathbb{N} | \mathbb{Z}
! \mathbb{R} | (0,\infty)
! \{x \mid x > 2\} | x \ge 2
! 30^\circ, 150^\circ | \frac{\pi}{6}
! \frac{\pi}{6} + 2\pi k | \frac{\pi}{6} + \pi k
! 1.5 hours | 2
! x^2+2x+1=0 | x^2+2x+2=0
! x^2+1 | x^2+1=0
! (1,2)=(1,2) | (2,1)
! x=2, y=3 | (3,2)
! x=2, y=3 | x=2
! x=2 | x=2, y=3
! 2, 3 | x=2, y=4
! \begin{pmatrix}1\\2\end{pmatrix} | 1,2
! 12 345 | 12
! 100\% | 100
! 100 | 100\%
! 0.999999 | 1
! \log_4 2 | 2
! \log_4 2 | \log_2 4
! e^{\ln x} | \ln x
! \sqrt{x^2+y^2} | x+y
! \sqrt{a+b} | \sqrt a+\sqrt b
! \frac{x}{y}+1 | \frac{x+1}{y}
! (x+y)^2 | x^2+y^2
! \frac{1}{2}x | \frac{1}{2x}
! 1/2x | \frac{1}{2y}
! 2^{2n} | 2^n
! \frac12\ln|x|+C | \ln|x|+C
! \frac{x^2}{2}+C | \frac{x^2}{2} - x + C
! x^2 + C + D | x^3 + C
! e^{x+C} | e^x + C
! Ce^x | e^x + C
! C | x^2 + C
! \overline{AB} | \overline{AC}
! \triangle ABC | \triangle ABD
! AB | AC
! \vec{a} | \vec{b}
! \hat{x} | \hat{y}
! x' | x
! f'(x) | f(x)
! y'' | y'
! f(2) | f(3)
! f(x+1) | f(x-1)
! f(x) | g(x)
= \Gamma(5) | 24
! 10^{10^{10}} | 10
! 9**9**9 | 9
! 10^{100}+1 | 10^{100}
! 1+10^{-50} | 1
! \frac{10^{50}+1}{10^{50}} | 1
! \pi + 10^{-60} | \pi
! e^{\pi\sqrt{163}} | 262537412640768744
! \frac{22}{7} | \pi
! \frac{355}{113} | \pi
! \sqrt{2}+\sqrt{3}-3.14626 | 0
! \sin 1 | 0.8414709848
! \cos 1 | 0.5403
! 1.0986 | \ln 3
! \sqrt{10001} | 100
! \frac{99999999}{100000000} | 1
! 2\pi | 6.28
! i | \sqrt{-i}
! 5 + 0i | 6
! 3i | 3
! 2e | 2
! e2 | 2
! 1e | 1
! 2e3 | 2e
! 0x10 | 16
! 1_000 | 1000
! 0b101 | 5
! 1.2.3 | 1.23
! 1..2 | 1.2
! 5,5 | 5.5
! 3,14 | 3.14
! 1.000,00 | 1000
! 1,23 | 123
! __import__('os').getpid() | 1
! lambda: 5 | 5
! \input{/etc/passwd} | 5
! \def\x{5}\x | 5
! 5 % comment | 5
! 5 \neq 5 | 5
! 5 \ne 6 | 6
! x > 5 | 5
! x < 5 | x = 5
! \le 5 | 5
! > 5 | 5
! < 5 | 5
! 5+ | 5
! 5- | 5
! 5/ | 5
! 5^ | 5
! 5_ | 5
! 5_3 | 5
! 5\pm | 5
! 5\pm 1 | 5
! 5 \pm 0.1 | 5
! \sim 5 | 5
! ~5 | 6
! O(n) | n
! \Theta(n) | O(n)
! n | O(n)
! -(-7) | -7
! -|7| | 7
! 1 2/3 | 2/3
! 1 2/3 | 12/3
! 1\frac23 | \frac23
! 12/3 | 1 2/3
! x\frac12 | x+\frac12
! a\frac{1}{2} | a + \frac12
! 3\frac{x}{2} | 3+\frac{x}{2}
! 2 3 | 23
! 2 3 | 6
! 2 3 | 5
! 1 000 000 | 1
! [5] | 6
! (1,2 | (1,2)
! [1,2 | [1,2]
! 1,2) | (1,2)
! ((1,2) | (1,2)
! 1,,2 | 1,3
! , | 5
! 5, | 6
! 12:30 pm | 12:30 am
! \frac{1}{2}\frac{1}{2} | 1
! 5 5 5 | 5
! 5 (five) | 6
! five | 6
! six | five
! \text{five} | 6
! i | j
! j | i
! l | 1
! O | 0
! o | 0
! \infty | 10^{1000}
! \epsilon | 0
! dx | x
! \Delta x | x
! x \to 5 | 5
! 5\%\% | 5\%
! % | 0
! \frac{d}{dx} x^2 | x^2
! \nan | \nan
! -nan | -nan
! (nan) | (nan)
! nan, 1 | nan, 1
! inf/inf | inf/inf
! \frac{1}{0}+1 | \frac{1}{0}+1
! 1/0=1/0 | 1/0
! \{\frac10\} | \{\frac10\}
! [0, \frac10] | [0, \frac10]
! x > \frac10 | x > \frac10
! \frac10:1 | \frac10:1
! 1/0 cm | 1/0 cm
! \sqrt{1/0} | \sqrt{1/0}
! 2^{1/0} | 2^{1/0}
! \sin(1/0) | \sin(1/0)
! \frac{\frac10}{2}+x | \frac{\frac10}{2}+x
! \pm\frac10 | \pm\frac10
! 1/\sin 0 | 1/\sin 0
! 1/(\sqrt2-\sqrt2) | 1/(\sqrt2-\sqrt2)
! 1/(\sin^2 1+\cos^2 1-1) | 1/(\sin^2 1+\cos^2 1-1)
! \frac{1}{\sqrt{2}^2-2} | \frac{1}{\sqrt{2}^2-2}
! \log_1 5 | \log_1 5
! \log_0 5 | \log_0 5
! \tan\frac{\pi}{2} | \tan\frac{\pi}{2}
! \cot 0 | \cot 0
! (-1)! | (-1)!
! 0^{-1} | 0^{-1}
! \infty - \infty | \infty - \infty
! \binom{5}{2} | 5/2
= 5\text{ dollars} | \$5
= 5 dollars | $5
= £5 | 5 pounds
= $5 | 5 dollars
= \text{5} | 5
= \text{5 cm} | 5
= \text{ 5 } | 5
= 5\text{ cm and }6\text{ cm} | 5, 6
= 0.50\text{ dollars} | 0.5
= 12\text{ inches} | 12\text{ in}
= 12'' | 12''
= 6^{\circ} | 6
= \sqrt{5}\text{ m} | \sqrt{5}
= 3\sqrt{5}\text{ m} | 3\sqrt5\text{ m}
= \frac{1}{2}\text{ m} | 1/2
= \frac{1}{2} \text{m} | 0.5
= 16\pi\text{ m}^2 | 16\pi
= 5\ \mathrm{m} | 5
= 5\,\mathrm{m/s} | 5
= 5\,\mathrm{m/s} | 5\text{ m/s}
= 5\,\mathrm{kg\cdot m/s^2} | 5
= 2\text{ kg} | 2 kg
= 3.00\times 10^{8}\ \text{m/s} | 3e8
= 100^\circ\text{F} | 100
= 37°C | 37
= n = 5 \text{ or } 6 | 5, 6
= n\in\{5,6\} | 5,6
= x \in [2, 5) | 2\le x<5
= x \in (-\infty, -1) \cup (1, \infty) | x<-1 \text{ or } x>1
= x > 1, x < 3 | 1<x<3
= x \le -1, x\ge 1 | (-\infty,-1]\cup[1,\infty)
= (-\infty,-1]\cup[1,\infty) | |x|\ge 1
= (\sqrt2, 2) \cup (0,1) | (0,1)\cup(\sqrt{2},2)
= (-\infty, -\sqrt{3})\cup(\sqrt3,\infty) | (\sqrt3,\infty)\cup(-\infty,-\sqrt3)
= -\sqrt2 < x < \sqrt 2 | (-\sqrt2,\sqrt2)
= [0, \pi] | [0,\pi]
= 0 \le \theta < 2\pi | [0, 2\pi)
= k \geq \frac{1}{4} | k\ge 0.25
= a \le 3 | (-\infty, 3]
= a < b < c | c > b > a
= x + y \le 5 | 5 \ge x+y
= 2x+2y\le 10 | x + y \le 5
= x \neq 1, 2 | x \ne 1, 2
= (y,x)=(1,2) | (y,x) = (1,2)
= 2x + 3y = 7 | 3y = 7 - 2x
= \frac{x}{3}+\frac{y}{4}=1 | 4x+3y=12
= xy=1 | y=\frac1x
= r = 2\cos\theta | 2\cos\theta
= r=2\cos\theta | r = 2 \cos(\theta)
= \frac{x+1}{x-1} | 1 + \frac{2}{x-1}
= x^3 - 8 | (x-2)(x^2+2x+4)
= (x-2)(x-3)=0 | x^2-5x+6=0
= x^2-y^2=(x-y)(x+y) | (x-y)(x+y)
= -2x^2 + 8x - 3 | -2(x-2)^2+5
= p(x)=x^2 | x^2
= f^{-1}(x) = \frac{x-1}{2} | \frac{x-1}{2}
= f^{-1}(x)=2x | f^{-1}(x)=x\cdot2
= g(t) = t^2 | t^2
= a_{n+1} | a_{n+1}
= a_{10} | a_{10}
= S_n = \frac{n(n+1)}{2} | \frac{n^2+n}2
= F_{n} | F_n
= \log_{a} b | \log_a b
= \log_a{b} | \frac{\ln b}{\ln a}
= \log(x^2) | \log x^2
= \ln(x+1)-\ln(x) | \ln\frac{x+1}{x}
= \log_{2}(x) + \log_2(3) | \log_2(3x)
= \ln(3)/2 | \frac12\ln 3
= \frac{\log 8}{\log 2} | 3
= 10^{\log 5} | 5
= \log_2(\frac{1}{8}) | -3
= e^{1/2} | \sqrt{e}
= \frac{1}{e} | e^{-1}
= e^{3\ln 2} | 8
= 1-e^{-1} | \frac{e-1}{e}
= \frac{e^x+e^{-x}}{2} | \cosh x
= \sin(\pi/12) | \frac{\sqrt6-\sqrt2}{4}
= \cos 15^\circ | \frac{\sqrt6+\sqrt2}{4}
= \tan 60^\circ | \sqrt3
= \tan\frac{\pi}{12} | 2-\sqrt3
= \sin 18^\circ | \frac{\sqrt5-1}{4}
= \csc 30^\circ | 2
= \sin 210^\circ | -\frac12
= \cos\frac{2\pi}{3} | -0.5
= \sin^2\frac{\pi}{4} | \frac12
= 3\sin^2 x + 3\cos^2 x | 3
= \tan^2 x + 1 | \sec^2 x
= \arctan 2 + \arctan\frac12 | \frac\pi2
= \arccos\frac{1}{2} | 60^\circ
= \sin(\arcsin\frac{1}{3}) | \frac13
= \cos(\theta+\pi) | -\cos\theta
= \frac{\pi}{180} | 1^\circ
= \frac{\sqrt{3}}{2} - \frac{i}{2} | \frac{\sqrt3-i}{2}
= (2+3i)(2-3i) | 13
= \sqrt{-3} | i\sqrt{3}
= \frac{2}{1+i} | 1-i
= 2e^{i\pi/3} | 1+\sqrt{3}i
= i^{2023} | -i
= z=2+i \text{ or } z = 2-i | 2\pm i
= \cos\frac{2\pi}{3}+i\sin\frac{2\pi}{3} | -\frac12+\frac{\sqrt3}{2}i
= -i, i | \pm i
= \{1, \omega\} | \{\omega, 1\}
= 2^{64}-1 | 18446744073709551615
= \frac{1}{2^{64}} | 2^{-64}
= \binom{10}{3} | 120
= \binom{n}{k} | \frac{n!}{k!(n-k)!}
= \frac{8!}{3!5!} | 56
= 20! | 2432902008176640000
= 3\cdot 5! | 360
= 2^5\cdot3^2\cdot7 | 2016
= 2^3 \times 3 | 24
= 10101_{2} | 10101_2
= 3 : 5 | 3:5
= 6:9:12 | 2:3:4
= \frac{3}{5} | 3:5
= 1.5:1 | 3:2
= x:y | 2x:2y
= \text{(B)} | B
= \textbf{B} | B
= b. | B
= (b) 12 | B
= B - Paris | B
= \text{B) } 12 | B
= Answer: B | B
= The correct answer is (B). | B
= \mathrm{(B)}\ 5 | B
= **(B)** | B
= D.\ \frac12 | D
= E | \text{(E)}
= Tuesday. | Tuesday
= \text{ yes } | Yes
= It is even | it is even
= \text{positive} | Positive
= none | None
= \text{No solutions} | no solutions
= 1/7 | 0.\overline{142857}
= 0.\overline{12} | \frac{4}{33}
= 3.\overline{142857} | \frac{22}{7}
= 12.\overline{3}\% | \frac{37}{300}
= -3.5e2 | -350
= 4.2 \times 10^{0} | 4.2
= 7.0\times10^{-4} | 0.0007
= 1,000.50 | 1000.5
= 1{,}000 \text{ km} | 1000
= 12\,345 | 12,345
= 1\,000\,000 | 10^6
= 1000000 | 1,000,000
= 10,000 | 10000
= 2 000 000 | 2000000
= {10}^{3} | 1000
= 5{\rm\ cm} | 5
= 5\hspace{0.1in} | 5
= \mathit{x} | x
= \boldsymbol{x} | x
= \vec{v} = (1,2) | (1,2)
= \mathbf{v} = \langle 1, 2\rangle | \langle 1,2\rangle
= \hat{i} | \hat{i}
= \frac{d}{dx} | \frac{d}{dx}
= \lim_{x\to0} x | \lim_{x \to 0} x
= \therefore x = 5 | 5
= \Rightarrow 5 | 5
= x^2\,dx | x^2 dx
= \ldots | \ldots
= 1,2,3,\ldots | 1, 2, 3, \ldots
= 1, 2, \dots, 10 | 1,2,\ldots,10
= \$ 5 | 5
= \$5,000 | 5000
= 5,000\text{ dollars} | 5000
= 5.00 | \$5
= 75\% | 75 percent
= 75 | 75
= \frac{75}{100} | 75\%
= x=50\% | 0.5
= 5\frac{1}{2}\% | 0.055
= 2 \frac{3}{4} | 2.75
= 2\,\frac34 | 11/4
= -\,\frac{1}{2} | -0.5
= - 5 | -5
= ( -5 ) | -5
= \left( -5 \right) | -5
= [5] | 5
= \left[\frac12\right] | 0.5
= \frac{ab}{c} | \frac{a b}{c}
= \dfrac{a}{b}\cdot c | \frac{ac}{b}
= 4x^2y^3z | 4 z y^3 x^2
= (ab)^2 | a^2b^2
= 2a \cdot 3b | 6ab
= x^{-2}y | \frac{y}{x^2}
= \sqrt{4x^2} | 2|x|
= \sqrt{12x} | 2\sqrt{3x}
= \sqrt[3]{x^3} | x
= \sqrt[3]{54} | 3\sqrt[3]{2}
= 2\sqrt[4]{3} | \sqrt[4]{48}
= \sqrt{2+\sqrt3} | \frac{\sqrt6+\sqrt2}{2}
= \frac{4}{\sqrt{5}-1} | \sqrt5+1
= \sqrt{6}/3 | \sqrt{\frac23}
= 1^{100} | 1
= 0^5 | 0
= (-1)^{101} | -1
= x^0 | 1
= |−5| | 5
= ３．５ | 3.5
= ７／２ | 3.5
= ＄５ | 5
= x₁ + x₂ | x_2+x_1
= 5⁰ | 1
= x⁻¹ | 1/x
= ²√ | ²√
= −½ | -0.5
= 3⅓ | 10/3
= 3∕4 | 0.75
= 2⋅3 | 6
= √(2) | \sqrt{2}
= √16 | 4
= 3√2 | 3\sqrt{2}
= [−1, 1] | [-1,1]
= {1, 2} | \{1,2\}
= 1 ≤ x ≤ 2 | [1,2]
= x ∈ ℝ | \mathbb{R}
= α | \alpha
= ±√2 | \pm\sqrt2
= 5 | 5
= 5 km | 5
= 60 ° | 60^\circ
= 5% | 0.05
! 5\text{ m} | 5\text{ s}
! \frac{1}{2}\text{ m} | \frac12\text{ s}
= 5\text{ m} | 5m
! 16\pi\text{ m}^2 | 16\pi\text{ m}^3
! £5 | 5 dollars
! 100^\circ\text{F} | 100^\circ\text{C}
! 2 m | 2 km
! x \in [2,5) | 2<x<5
! 0 \le \theta < 2\pi | [0,\pi)
! a < b < c | a < c < b
! x+y\le 5 | x+y\ge 5
! x+y\le 5 | x+y<5
! x \neq 1, 2 | x \neq 1
! x\ne 1 | x\ne 2
! (-\infty,-\sqrt3)\cup(\sqrt3,\infty) | (-\sqrt3,\sqrt3)
! (\sqrt2, 2) | (1.41421356, 2)
! (y,x) = (1,2) | (x,y) = (1,2)
! xy=1 | y = x
! 2x+3y=7 | 2x+3y=8
! f^{-1}(x) = 2x | f(x)=2x
! f^{-1}(x)=\frac{x-1}{2} | \frac{x+1}{2}
! a_{n+1} | a_n + 1
! a_{10} | a_1 0
! \log_a b | \log_b a
! \ln(x+1) | \ln x+1
! \ln x^2 | (\ln x)^2
! \sin x^2 | \sin^2 x
! \log 2x | x\log 2
! \sin x + 1 | \sin(x+1)
! \cos\frac{2\pi}{3} | \frac12
! \tan 60^\circ | \frac{1}{\sqrt3}
! \arctan 2 | \arctan\frac12
! (2+3i)(2-3i) | -5
! i^{2023} | i
! 2e^{i\pi/3} | 1-\sqrt3i
! 2^{64} | 18446744073709551615
! \binom{n}{k} | \frac{n!}{k!}
! \binom{n}{2} | \frac{n(n+1)}{2}
! 10101_2 | 10101_3
! 10101_2 | 10101
! 6:9:12 | 2:3:5
! \text{(B)} | A
! b. | D
! (b) 12 | C
! A and D | D
! (A),(B) | A
! A/B | A
! A|B | A
! neither A nor B | A
! none of the above | A
! Because | B
! D4 | D
! E=mc^2 | E
! A+B | A
! 2A | A
! AA | A
! A_1 | A
! A' | A
! ABC | A
! ^A | A
! aB | B
! B | AB
! \alpha | A
! yes and no | yes
! maybe | yes
! yes? | no
! yess | yes
! noon | no
! 0.\overline{12} | 0.12
! 0.\overline{12} | 0.1\overline{2}
! -3.5e2 | 350
! 4.2\times10^0 | 42
! 1.000 | 1000
! 1,000.50 | 1000
! 12,34 | 1234
! 1,2345 | 12345
! 1 2 | 12
! 1 23 | 123
! 10 00 | 1000
! \sqrt{4x^2} | 2x
! \sqrt[3]{54} | 3\sqrt{2}
! 2\frac{3}{4} | \frac{6}{4}
! 2\frac{3}{4} | 2 + \frac{4}{3}
! 5\frac12\% | 5.5
! −½ | 0.5
! 3⅓ | 1
! x⁻¹ | x
! 5⁰ | 5
! 5⁰ | 50
! √16 | 16
! 3√2 | \sqrt[3]{2}
! α | a
! 1,2,3,\ldots | 1,2,3
! 1,2,\ldots,10 | 1,2,10
! \ldots | 5
! \lim_{x\to0}x | \lim_{x\to 1} x
! \vec{v}=(1,2) | (2,1)
! \text{Area}=12 | \text{Perimeter}=12
! US\$5 | 6
! \frac{1}{0.0} | \frac{1}{0.0}
! \frac{1}{2-\sqrt4} | \frac{1}{2-\sqrt4}
! \frac{1}{\log 1} | \frac{1}{\log 1}
! \frac{1}{\sin\pi} | \frac{1}{\sin\pi}
! \sec 90^\circ | \sec 90^\circ
! \csc 0 | \csc 0
! \log_2 0 | \log_2 0
! \ln(1-1) | \ln(1-1)
! 5 + nan | 5 + nan
! \sqrt{\frac10} | \sqrt{\frac10}
! \frac10\text{ cm} | \frac10\text{ cm}
! \frac{1}{0} = \frac{1}{0} | \frac{1}{0}
! f(x)=\frac{x}{0} | f(x)=\frac x0
! x=\frac10, y=2 | x=\frac10, y=2
! [\frac10,\infty) | [\frac10,\infty)
! \frac10 + C | \frac10 + C
! x^2+\frac10+C | x^2+\frac10+C
! 0^{0} | 0^{0}
! \infty/2 | \infty
! 2\infty | \infty
! \infty^2 | \infty
! \frac{1}{\infty} | 0
! \infty+i | \infty+i
"""

# Characters that cannot be seen in a source file.
UNSEEN = [
    ("!", "1\u200b2", "12"), ("!", "7\u200b", "7"), ("!", "\u200b7", "7"), ("!", "1\u200c2", "12"), ("!", "7\ufeff", "7"),
    ("!", "5\u202e", "5"), ("!", "1\u00ad2", "12"), ("!", "7\u2060", "7"), ("!", "x\u200d", "x"),
    ("=", "1\u202f000", "1000"), ("=", "5\u00a0km", "5"), ("=", "5\u2009cm", "5"), ("=", "\u00a07\u00a0", "7"), ("=", "\t7\n", "7"),
]  # fmt: skip


def cases(mark):
    """The answers, references and topics of one kind."""
    found, topic = [], ""
    for line in TABLES.strip().split("\n"):
        if line[:2] not in ("= ", "! "):
            topic = line
        elif line[0] == mark:
            answer, _, reference = line[2:].rpartition(" | ")
            found.append(pytest.param(answer, reference, id=f"{topic}: {answer} | {reference}"))
    return found + [pytest.param(answer, reference) for sign, answer, reference in UNSEEN if sign == mark]


@pytest.mark.parametrize(("answer", "reference"), cases("="))
def test_an_equal_answer_is_verified(answer, reference):
    verdict = compare(answer, reference)
    assert verdict.status == "verified", verdict
    assert verdict.method in ("choice", "exact", "numeric", "text")
    assert verdict.answer == answer


@pytest.mark.parametrize(("answer", "reference"), cases("!"))
def test_a_different_answer_is_never_verified(answer, reference):
    verdict = compare(answer, reference)
    assert verdict.status != "verified", verdict
    assert verdict.reason
    assert verdict.method


def test_hardly_any_near_miss_stays_undecided():
    verdicts = [compare(*case.values) for case in cases("!")]
    assert sum(verdict.status == "unverified" for verdict in verdicts) <= len(verdicts) // 100


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        (r"so \boxed{7}", "7"),
        (r"\boxed{1} then \boxed{2}", "2"),
        (r"\boxed{\boxed{3}}", "3"),
        (r"\boxed{x=\boxed{3}}", "3"),
        (r"\boxed{\boxed{1} \boxed{2}}", "2"),
        (r"\fbox{4}", "4"),
        (r"\boxed{1} \fbox{2}", "2"),
        (r"\boxed {5}", "5"),
        (r"\boxed{5}.", "5"),
        (r"\boxed{}", ""),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\boxed{\{1,2\}}", r"\{1,2\}"),
        (r"\boxed{5\}}", r"5\}"),
        (r"\boxed{1", None),
        (r"\boxed 5", None),
        (r"\boxed{1} and \boxed{2", "1"),
        (r"\boxed{1}}", "1"),
        (r"}\boxed{1}", "1"),
        (r"{\boxed{1}", "1"),
        (r"\boxed{{1}", None),
        (r"<think>\boxed{1}</think>\boxed{2}", "2"),
        (r"<think>\boxed{1}</think> done", None),
        (r"<think>\boxed{1}", None),
        (r"\boxed{1}<think>\boxed{2}", "1"),
        ("<answer>5</answer>", "5"),
        ("<answer>1</answer><answer>2</answer>", "2"),
        ("<answer><answer>2</answer></answer>", "2"),
        ("<answer>\n42\n</answer> and more", "42"),
        (r"<answer>\boxed{3}</answer>", "3"),
        (r"\boxed{3}<answer>4</answer>", "3"),
        (r"\boxed{3} The answer is 4", "3"),
        ("The answer is 4 <answer>3</answer>", "3"),
        ("<answer>5", None),
        ("5</answer>", None),
        ("<Answer>5</Answer>", None),
        ("The answer is 5.", "5"),
        ("The answer is: 5", "5"),
        ("The answer is = 5", "5"),
        ("the ANSWER is 5", "5"),
        ("Answer: 5", "5"),
        ("Answer:\n\n5", "5"),
        ("Answer: 5\nmore", "5"),
        ("Final answer: 5", "5"),
        ("**Answer:** 5", "5"),
        ("__Answer__: 5", "5"),
        ("**The answer is 5**", "5"),
        ("the answer is **5**.", "5"),
        ("**Final Answer:** $5$", "$5$"),
        ("The final answer is $5$. I hope it is correct.", "$5$"),
        ("Final Answer: The final answer is 5. I hope it is correct.", "5"),
        ("The answer is\n$$5$$", "$$5$$"),
        (r"the answer is \(5\).", r"\(5\)"),
        ("The answer is $x = 5$. Done", "$x = 5$"),
        ("Answer: 3.5.", "3.5"),
        ("Answer: $5.50.", "$5.50"),
        ("Answer: $3$ or $4$", "$3$ or $4$"),
        ("The answer is 1,000.", "1,000"),
        ("The answer is 5 apples.", "5 apples"),
        ("The answer is 5 because 2 + 3 = 5", "5"),
        ("The answer is 3. The answer is 4.", "4"),
        ("5", None),
        ("I think it is 5", None),
        ("#### 5", "5"),
        ("It is 5.\n#### 6\n", "6"),
        ("#### 6\nNo, it is 5.", None),
        ("**Final Answer**\n5", None),
        ("", None),
    ],
)
def test_the_answer_is_found_where_the_conventions_say(response, answer):
    assert find_answer(response) == answer


@pytest.mark.parametrize(
    ("response", "reference", "status"),
    [
        (r"Thus \boxed{\frac{1}{2}}.", "0.5", "verified"),
        ("The answer is 3 or 4", "3", "rejected"),
        ("Answer: $3$ or $4$", "3", "rejected"),
        ("The answer is 5, not 6", "5", "rejected"),
        ("The answer is $5$ apples", "5", "verified"),
        ("The answer is $18 per day", "18", "verified"),
        ("Answer: (B) 12", "B", "verified"),
        ("The answer is **(B)**.", "B", "verified"),
        ("The answer is yes.", "Yes", "verified"),
        ("Answer: 12 cm^2", "12", "verified"),
        ("Answer: $1,234", "1234", "verified"),
        (r"\boxed{}", "5", "rejected"),
        ("5", "5", "rejected"),
    ],
)
def test_a_response_is_judged_by_the_answer_it_gives(response, reference, status):
    verdict = math(response, reference)
    assert verdict.status == status, verdict


def test_a_response_without_an_answer_is_rejected_for_its_format():
    verdict = math("it is five", "5")
    assert (verdict.status, verdict.method) == ("rejected", "format")
    assert "boxed" in verdict.reason


def test_a_reference_may_stand_in_its_box():
    assert compare("7", r"The sum is \boxed{7}.").status == "verified"


@pytest.mark.parametrize(
    ("answer", "reference", "method"),
    [
        ("7", "7", "exact"),
        (r"\frac12", "0.5", "exact"),
        ("(B)", "B", "choice"),
        (r"\sin 18^\circ", r"\frac{\sqrt5-1}{4}", "numeric"),
        ("yes", "Yes", "text"),
    ],
)
def test_the_method_says_what_the_verdict_rests_on(answer, reference, method):
    assert compare(answer, reference).method == method


@pytest.mark.parametrize(("length", "readable"), [(10_000, True), (10_001, False)])
def test_an_answer_has_at_most_ten_thousand_characters(length, readable):
    verdict = compare("7" + " " * (length - 2) + "7", "7")
    assert ("10000 characters" not in verdict.reason) == readable


@pytest.mark.parametrize(
    ("depth", "status"), [(50, "verified"), (99, "verified"), (101, "rejected"), (4_000, "rejected")]
)
def test_brackets_are_nested_at_most_a_hundred_deep(depth, status):
    assert compare("(" * depth + "7" + ")" * depth, "7").status == status


def test_the_response_around_an_answer_may_have_megabytes():
    assert math("word " * 400_000 + r"\boxed{7}", "7").status == "verified"
