-- answers: how often the forecast's intervals, and those of three alternatives, would have covered what came
-- grain: method × horizon
-- params: none
-- columns: method, horizon ('all', '1-2', '3-5', '6-8' years), n (forecasts), cover_50, cover_90 (0–1),
--          score_90 (log scale, lower is better), miss (log scale), below_median (0–1; 0.5 is unbiased)
select method, horizon, n, cover_50, cover_90, score_90, miss, below_median
from forecast_backtest
where horizon in ('all', '6-8')
order by
    horizon = '6-8',
    list_position(['trend_or_halt', 'trend', 'halt', 'straight_line'], method);
