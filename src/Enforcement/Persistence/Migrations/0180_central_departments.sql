-- A dispute between two provinces has no superior in common but the central departments. None of them works here: they are named, so that a page and
-- a paper can say to whom the dispute goes, and their decision is written down by the sender's county.
insert into regions (code, name) values ('00', '全国') on conflict do nothing;
insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from) values
    ('00-judicial', '00', 'outside', 'judicial', '中华人民共和国司法部', '司法部', 'Ministry of Justice', '司', '2018-03-17'),
    ('00-water', '00', 'outside', 'water', '中华人民共和国水利部', '水利部', 'Ministry of Water Resources', '水', '2018-03-17'),
    ('00-ecology', '00', 'outside', 'ecology', '中华人民共和国生态环境部', '生态环境部', 'Ministry of Ecology and Environment', '环', '2018-03-17'),
    ('00-natural-resources', '00', 'outside', 'natural-resources', '中华人民共和国自然资源部', '自然资源部', 'Ministry of Natural Resources', '自然资', '2018-03-17'),
    ('00-agriculture', '00', 'outside', 'agriculture', '中华人民共和国农业农村部', '农业农村部', 'Ministry of Agriculture and Rural Affairs', '农', '2018-03-17'),
    ('00-housing', '00', 'outside', 'housing', '中华人民共和国住房和城乡建设部', '住房城乡建设部', 'Ministry of Housing and Urban-Rural Development', '建', '2018-03-17'),
    ('00-transport', '00', 'outside', 'transport', '中华人民共和国交通运输部', '交通运输部', 'Ministry of Transport', '交', '2018-03-17'),
    ('00-emergency', '00', 'outside', 'emergency', '中华人民共和国应急管理部', '应急管理部', 'Ministry of Emergency Management', '应急', '2018-03-17'),
    ('00-market', '00', 'outside', 'market', '国家市场监督管理总局', '市场监管总局', 'State Administration for Market Regulation', '国市监', '2018-03-17'),
    ('00-culture', '00', 'outside', 'culture', '中华人民共和国文化和旅游部', '文化和旅游部', 'Ministry of Culture and Tourism', '文旅', '2018-03-17'),
    ('00-health', '00', 'outside', 'health', '国家卫生健康委员会', '国家卫生健康委', 'National Health Commission', '国卫', '2018-03-17'),
    ('00-civil-affairs', '00', 'outside', 'civil-affairs', '中华人民共和国民政部', '民政部', 'Ministry of Civil Affairs', '民', '2018-03-17'),
    ('00-forestry', '00', 'outside', 'forestry', '国家林业和草原局', '国家林草局', 'National Forestry and Grassland Administration', '林', '2018-03-17')
on conflict do nothing;
