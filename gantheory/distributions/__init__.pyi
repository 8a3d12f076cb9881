from .atoms import Atoms as Atoms
from .beta import Beta as Beta
from .cauchy import Cauchy as Cauchy
from .coordinate import Cell as Cell, End as End
from .exponential import Exponential as Exponential
from .gamma import Gamma as Gamma
from .gumbel import Gumbel as Gumbel
from .laplace import Laplace as Laplace
from .law import Law as Law
from .log_normal import LogNormal as LogNormal
from .logistic import Logistic as Logistic
from .mixture import Mixture as Mixture
from .normal import Normal as Normal
from .pushforward import Pushforward as Pushforward
from .student_t import StudentT as StudentT
from .uniform import Uniform as Uniform
from .weibull import Weibull as Weibull
