"""Tables of words: dates, years, organisations and bullets tell their columns apart."""

from __future__ import annotations

from tests.corpus.grids import grid, only, value


def test_typed_words_tell_the_columns_of_words_apart() -> None:
    table = only(
        """\
연번 시 설 명 소재지 개소일 종사자 운영주체
1 한빛상담센터 남구 ’15.03.02. 8 (사)한빛인권센터
2 푸른상담소 북구 ’22.10.17. 5 (사)푸른연대

        ※ 한빛상담센터 : 쉼터 함께 운영
"""
    )
    assert grid(table)[1] == ["1", "한빛상담센터", "남구", "’15.03.02.", "8", "(사)한빛인권센터"]


def test_years_part_names_from_places_and_groups_cover_their_rows() -> None:
    table = only(
        """\
< 입주 기구 >

기구 유형 기구명 유치 사무실 위치

정부 간 기구

(2개)

 세계물포럼(WWF) 사무소 2015 물문화관
 산림협력기구(AFoCO) 2017 산림회관 별관

도시 간 기구

 도시조명연맹 아시아지부 2019 시청 별관
"""
    )
    assert grid(table)[0] == ["기구 유형", "기구명", "유치", "사무실 위치"]
    assert value(table, "정부 간 기구 (2개) 산림협력기구(AFoCO)", "유치") == "2017"
    assert value(table, "도시 간 기구 도시조명연맹 아시아지부", "사무실 위치") == "시청 별관"


def test_dates_open_and_close_the_rows_of_a_history() -> None:
    table = only(
        """\
의결일 변경 내용 기한

2010.03.02. 도시농업 조례 제정

2015.07.20. 기금 존속 기한의 도입 2020. 12. 31.만료

2020.09.04. 기금 존속 기한 연장 2025. 12. 31.만료
"""
    )
    assert grid(table) == [
        ["의결일", "변경 내용", "기한"],
        ["2010.03.02.", "도시농업 조례 제정", ""],
        ["2015.07.20.", "기금 존속 기한의 도입", "2020. 12. 31.만료"],
        ["2020.09.04.", "기금 존속 기한 연장", "2025. 12. 31.만료"],
    ]


def test_a_merged_cell_glued_to_the_next_row_goes_back_to_its_own() -> None:
    table = only(
        """\
연번 관련 자치법규 소관부서
1 나무시 정원 진흥 조례 정 원 도 시 과
2 나무시 가로수 조례

가 로 정 비 과3 나무시 하천 관리 조례
4 나무시 물 순환 기본 조례 물 순 환 과
"""
    )
    assert [row[1:] for row in grid(table)[1:4]] == [
        ["나무시 정원 진흥 조례", "정원도시과"],
        ["나무시 가로수 조례", "가로정비과"],
        ["나무시 하천 관리 조례", ""],
    ]


def test_duties_follow_the_name_of_the_office() -> None:
    table = only(
        """\
주요기능

구    분 담   당   업   무
정원도시과 ∙정원 정책 총괄

 - 정원박람회, 시민정원사 양성 등
물 순 환 과 ∙물 순환 계획 수립

 - 빗물 관리, 하천 수질 개선 등

소관조례

ㅇ 정원 진흥 조례
"""
    )
    assert grid(table) == [
        ["구분", "담당업무"],
        ["정원도시과", "·정원 정책 총괄 - 정원박람회, 시민정원사 양성 등"],
        ["물순환과", "·물 순환 계획 수립 - 빗물 관리, 하천 수질 개선 등"],
    ]
    assert table.caption == "주요기능"


def test_groups_over_several_lines_cover_the_rows_below() -> None:
    table = only(
        """\
분야 세부사업 주요 내용

취업
역량 강화

취업상담 창구 Ÿ 구직 상담 및 취업 알선
면접 준비교실 Ÿ 이력서 첨삭
Ÿ 모의 면접

홍보 및
정보 제공

취업박람회 Ÿ 성공 사례 발표

 ㅇ 지역별 훈련 운영
"""
    )
    assert table.row_label(2) == "취업 역량 강화 면접 준비교실"
    assert grid(table)[2][2] == "• 이력서 첨삭 • 모의 면접"
    assert grid(table)[3] == ["홍보 및 정보 제공", "취업박람회", "• 성공 사례 발표"]


def test_committees_have_their_number_of_members_behind_the_duties() -> None:
    table = only(
        """\
연번 위원회명 주요기능 위원수

1
정 원 도 시  및
물 순 환 위 원 회

Ÿ정원 정책에 대한
심의 및 자문

15명
(부시장, 위촉직)

2 가 로 수
심 의 위 원 회

Ÿ가로수 계획 심의

9명
(정원도시과장, 위촉직)
"""
    )
    assert grid(table)[1] == [
        "1",
        "정원도시 및 물순환위원회",
        "•정원 정책에 대한 심의 및 자문",
        "15명 (부시장, 위촉직)",
    ]
    assert grid(table)[2][3] == "9명 (정원도시과장, 위촉직)"
